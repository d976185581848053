// Package slack posts alerts to Slack channels with a bot token: Block Kit
// messages, each with the alert's key in its metadata, so that after a crash
// it can be looked for before anything is posted again.
//
// Its rules:
//
//   - A post is tried once. Whether, and when, to try again is for who asked;
//     the answer is sorted for that (see failure.go).
//   - A clock has one message in a channel: the first opens a thread, later ones
//     answer there, and the opening is rendered anew. What is to be answered may
//     have been deleted: then the failure says Gone, or the receipt Alone (see slack.go).
//   - Whatever comes out of a ticket is text: it formats nothing, links
//     nothing, calls nobody, and its length can't make Slack refuse the message (see escape.go).
//     Who is called is named in the route, or is a person by an e-mail address (see mention.go).
//   - The token is in the requests and nowhere else: in no error, no URL, no log.
//
// Scopes of the bot: chat:write to post; channels:history and groups:history to
// look for a message, for which the bot must be a member of the channel;
// channels:read and groups:read where a route names its channel instead of
// giving its id; usergroups:read and users:read.email for who is called; and
// files:write for the list of a group that its pages have no room for, for the PDF of a digest, and for its charts as pictures where
// the workspace takes none (see digest_post.go).
package slack
