#include "alert/alert.h"
