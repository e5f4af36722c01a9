/* What every unit test includes: cmocka with its headers in the order that it wants. */
#ifndef KORDON_TESTS_CHECK_H
#define KORDON_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#endif
