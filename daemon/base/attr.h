/* Attributes and small macros that every room uses. */
#ifndef KORDON_BASE_ATTR_H
#define KORDON_BASE_ATTR_H

/* The caller has to look at the result. */
#define MUST_CHECK __attribute__((warn_unused_result))
/* The compiler checks the arguments against the format string. */
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))
/* A local that releases itself: CLEANUP(buf_done) struct buf body = ...; */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* Defines NAMEp(TYPE **), the form that CLEANUP wants, from NAME(TYPE *). */
#define DEFINE_CLEANUP(type, name)                                                       \
	static inline void name##p(type *thing)                                          \
	{                                                                                \
		name(*thing);                                                            \
	}

/*
 * Results. 0 is done. A negative int is -errno: the machine failed, and it travels up
 * unchanged. A positive int is an outcome from the room's own enum.
 */

#endif
