// Package config reads the YAML files people write (yardstick.yaml, standards,
// import maps) into values, and says everything that is wrong with them at
// once, each problem with its place.
//
// It resolves whatever the rest takes as given: zones, names of public
// holidays, iCalendar files, references to secrets, hashes. It opens files and
// nothing else: no database, no network.
//
// How a file is read: bytes are checked and parsed to a tree (document.go);
// what YAML would silently misread is refused on the tree (refuse.go) or, where
// the parser gives up without a column, found in the text (traps.go); typed
// accessors over the tree (value.go, fields.go) report unknown keys and wrong
// types; one file per block of the language makes values of it. yaml.v3's own
// decoding into structs is not used: it hides errors behind the first, has no
// columns, misses duplicate keys, turns dates into times and 017 into 15.
package config
