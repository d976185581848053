// Package notifierstest is what tests of notifiers and of delivery stand on: a
// Slack that behaves like Slack, and the contract that every notifier passes.
//
// Slack is a real HTTP server on loopback. It speaks the methods that its
// tables name (chat.go, conversations.go, files.go, members.go) as the real one
// does in all that a sender can notice: it checks the token, the channel and
// its membership, the limits of Block Kit, gives each message a unique and
// growing ts, keeps threads, broadcasts, files and who was deleted, shows
// metadata only to who asks for it, pages with cursors, and, when told to,
// allows one post a second in a channel. A method more is a line in a table.
//
//	fake := notifierstest.NewSlack(t)
//	channel := fake.AddChannel("support")          // "#support", or its id
//	sender := slack.New(slack.Options{Token: fake.Token(), APIURL: fake.URL()})
//	fake.Misbehave(notifierstest.Fault{Kind: notifierstest.Hang, Store: true})
//	…
//	fake.WithKey("the alert's key")                // what Slack has of it
//
// Hook tells of each step of each request: a trial may end who asked just then.
//
// TakeCharts says whether the workspace draws charts, SlowFiles how long it looks at a picture before a message may show it.
//
// It misbehaves on demand (see Fault): each Fault is used up by the requests
// that it matches, in the order in which faults were given.
//
// It is not a mock: it has no expectations, and it never decides whether a test passed.
package notifierstest
