// Package email sends alerts by SMTP: a text and an HTML part that say the same, without anything that is fetched from elsewhere.
//
// Its rules:
//
//   - A message is handed over once. Whether, and when, to try again is for who asked; the answer is sorted for that
//     (see failure.go).
//   - SMTP has no way to look for what was sent. A connection that is lost after the end of a message leaves open
//     whether it was taken; it is sent again then, with the same Message-ID, by which a double is known.
//   - What was sent can't be changed: an update sends nothing.
//   - Off this machine it speaks TLS or nothing. On loopback it asks for none.
//   - Whatever comes out of a ticket is text on one line: it can't add a header, a link or a tag.
//   - The password is in the session and nowhere else: in no error, no log.
//
// What is written to people is made by templates/*; how it is carried, by session.go.
package email
