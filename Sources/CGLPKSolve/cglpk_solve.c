#include "cglpk_solve.h"
