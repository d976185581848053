package config

import "regexp"

// userPattern is the id of a person in Slack.
const userPattern = `[UW][A-Z0-9]{6,20}`

var userForm = regexp.MustCompile(`^` + userPattern + `$`)
