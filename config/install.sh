#!/bin/sh
# Called by `meson install`: puts the configuration into its folder. Bundled rules, places
# and publishers are replaced by every version (users' own files stand beside them under names of their
# own); kordon.yaml and the sources are the user's from the first install on, so that a
# newer version comes as FILE.new.
set -eu
from=$1
to=${DESTDIR:-}$2

replace() {
	install -D -m 0644 "$1" "$2"
}

keep() {
	if [ ! -e "$2" ] || cmp -s "$1" "$2"; then
		replace "$1" "$2"
	else
		replace "$1" "$2.new"
		echo "$2 was changed here and is kept; the new version is $2.new"
	fi
}

for file in "$from"/rules.d/*.yaml "$from"/places.d/*.yaml "$from"/publishers.d/*.yaml; do
	[ -e "$file" ] && replace "$file" "$to/${file#"$from"/}"
done
for file in "$from"/kordon.yaml "$from"/sources.d/*.yaml; do
	[ -e "$file" ] && keep "$file" "$to/${file#"$from"/}"
done
