#include "incident/incident.h"
