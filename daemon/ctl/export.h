/* What the files of `export` share: rows of the daemon, and the forms they are given. */
#ifndef KORDON_CTL_EXPORT_H
#define KORDON_CTL_EXPORT_H

#include "ctl/ctl.h"

struct export {
	struct ctl *ctl;
	struct json_object *rows; /* incidents, or alert lines; newest first */
	bool alerts;              /* which of the two */
	struct json_object *told; /* alerts by incident, newest first: {"17": [line, …]} */
	char host[256];           /* whose numbers of incidents these are */
	const char *from;         /* --from: who answers for CAP messages; NULL */
	const char *into;         /* --into: a folder; NULL */
	struct buf *out;
};

/* Each appends to out; CTL_DONE, or another status after a report. */
int export_jsonl(struct export *export);
int export_geojson(struct export *export);
int export_stix(struct export *export);
int export_csv(struct export *export);
int export_atom(struct export *export);
int export_cap(struct export *export);

/* opml.c */
int export_opml(struct ctl *ctl);

/* A member of a row by the path that it has in an incident ("places"), in an alert below
 * "incident". Borrowed; NULL where there is none. */
struct json_object *export_member(const struct export *export, struct json_object *row,
	const char *path);
/* The same as text. */
const char *export_text(const struct export *export, struct json_object *row, const char *path);
/* The alert lines of a row's incident, newest first: an array; NULL for none. */
struct json_object *export_told(const struct export *export, struct json_object *row);
/* When there was last something new of it: the time of an alert; of an incident that of its last
 * report or last alert. "2024-05-23T09:30:00Z"; borrowed. */
const char *export_changed(const struct export *export, struct json_object *row);
/* "Border buoys removed (status reported, 3 reports of 2 outlets, 1 origin)": what is said of a
 * row where one sentence is wanted. */
void export_sentence(const struct export *export, struct json_object *row, struct buf *out);

#endif
