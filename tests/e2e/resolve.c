/*
 * Preloaded into kordond by tests: names under .test-loopback.example and .internal are this
 * machine (those that begin with "second." its second address), as a hostile name server would
 * have it.
 */
#include <dlfcn.h>
#include <netdb.h>
#include <string.h>

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
	struct addrinfo **out)
{
	int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) =
		dlsym(RTLD_NEXT, "getaddrinfo");

	if (name && (strstr(name, ".test-loopback.example") || strstr(name, ".internal")))
		name = strncmp(name, "second.", 7) == 0 ? "127.0.0.2" : "127.0.0.1";
	return real(name, service, hints, out);
}
