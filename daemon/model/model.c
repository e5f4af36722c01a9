#include "model/incident.h"
