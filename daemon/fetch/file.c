/*
 * file: URLs (RFC 8089): a regular file, under the same ceiling as what comes from the
 * network. Anything else, above all a pipe that nobody writes to, would hold up the loop. A
 * file has an ETag too, made of its number, size and time: what is unchanged is not read.
 */
#include "fetch/fetch_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

/* The decoded path, or NULL. */
static char *path_of(const char *url)
{
	const char *path = url + strlen("file:");
	char *decoded, *copy = NULL;
	int len;

	if (!strncmp(path, "//", 2))
		path = strchr(path + 2, '/'); /* "", "localhost": this machine */
	if (!path || *path != '/')
		return NULL;
	decoded = curl_easy_unescape(NULL, path, (int)strcspn(path, "?#"), &len);
	if (decoded && strlen(decoded) == (size_t)len)
		copy = mem_strdup(decoded);
	curl_free(decoded);
	return copy;
}

static const char *kind_fault(const struct stat *info)
{
	if (S_ISDIR(info->st_mode))
		return "it is a folder";
	return S_ISREG(info->st_mode) ? NULL : "it is no regular file";
}

static enum fetch_outcome read_all(struct fetch_job *job, int fd, const char *path)
{
	char piece[65536];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) > 0)
		if (buf_add(&job->body, piece, (size_t)n)) {
			reason_set(job, "%s: larger than the ceiling", path);
			return FETCH_TOO_LARGE;
		}
	if (n < 0) {
		reason_set(job, "%s: %s", path, strerror(errno));
		return FETCH_FILE;
	}
	reason_set(job, "%zu bytes from %s", job->body.len, path);
	return FETCH_DONE;
}

static enum fetch_outcome read_changed(struct fetch_job *job, int fd, const char *path,
	const struct stat *info)
{
	job->answer.etag = mem_printf("\"file-%llx-%llx-%llx.%lx\"",
		(unsigned long long)info->st_ino, (unsigned long long)info->st_size,
		(unsigned long long)info->st_mtim.tv_sec, (unsigned long)info->st_mtim.tv_nsec);
	if (job->etag && !strcmp(job->etag, job->answer.etag)) {
		reason_set(job, "not modified");
		return FETCH_NOT_MODIFIED;
	}
	if (info->st_size > (off_t)job->body.max) {
		reason_set(job, "%s: %lld bytes, larger than the ceiling", path,
			(long long)info->st_size);
		return FETCH_TOO_LARGE;
	}
	return read_all(job, fd, path);
}

enum fetch_outcome file_read(struct fetch_job *job)
{
	CLEANUP(mem_freep) char *path = path_of(job->hop.url);
	enum fetch_outcome outcome = FETCH_FILE;
	const char *fault = NULL;
	struct stat info;
	int fd;

	if (!path) {
		reason_set(job, "%s: no absolute path", job->hop.url);
		return FETCH_FILE;
	}
	/* Opening a pipe to read waits for a writer; not with O_NONBLOCK. */
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || fstat(fd, &info))
		fault = strerror(errno);
	else
		fault = kind_fault(&info);
	if (fault)
		reason_set(job, "%s: %s", path, fault);
	else
		outcome = read_changed(job, fd, path, &info);
	if (fd >= 0)
		close(fd);
	return outcome;
}
