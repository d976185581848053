package simulate

import (
	"math/rand/v2"
	"strings"
)

// subjects are what people usually write, by what the desk files it under.
var subjects = []struct {
	category string
	texts    []string
}{
	{"access", []string{
		"Cannot log in since this morning", "Password reset mail never arrives", "Second factor lost with my phone",
		"Please add a new colleague", "Please remove access for a leaver",
	}},
	{"network", []string{
		"VPN drops every ten minutes", "VPN: certificate expired?", "Wi-Fi in meeting room 4 is down",
		"Phone system: callers hear nothing", "Mail to our customers bounces", "Shared mailbox is full",
	}},
	{"hardware", []string{
		"Label printer prints blank pages", "Printer on floor 2 is offline", "Scanner in hall 3 does not charge",
		"Scanner reads the wrong bay", "Headset is not recognised", "Card reader at gate B refuses all cards",
		"Door terminal shows the wrong time", "Till number 3 does not start", "Tablet screen broken on the forklift",
		"Request for a loan device",
	}},
	{"billing", []string{
		"Invoice shows the wrong address", "Invoice 2210-883 was charged twice", "Credit note missing for returned pallets",
		"Question about our contract",
	}},
	{"software", []string{
		"Order export is missing rows", "Import of price list fails at line 412", "Report for October is empty",
		"Dashboard shows yesterday's numbers", "Very slow since the update", "Error 504 when saving an order",
		"App crashes when I open the map", "Barcode of the new article is unknown", "Delivery note has the wrong language",
		"Route planner sends the van the wrong way", "Backup warning mail, what is this?", "When is the next maintenance window?",
		"Webhook signature does not match", "API returns dates in the wrong zone", "Sync with accounting stopped at midnight",
	}},
}

// nasty are the ones that break whoever does not escape them: they must never
// ping a channel, close a link, run a formula or turn the line around.
var nasty = []string{
	"<!channel> nothing works, everybody please look!!!",
	"<!here> & <@U024BE7LH> it's down again",
	"Tax < 19% & total > 1,000: <b>wrong</b>",
	"<https://example.com|click here to confirm your mailbox>",
	"Printer is on fire 🔥🖨️ (again 😭)",
	"הטלפון לא עובד מאז הבוקר",
	"الطابعة لا تعمل \u202Egpj.exe",
	`=HYPERLINK("https://example.com","refund")`,
	"*bold* _move_ ~gone~ `rm -rf /` \"quoted\" O'Brien \\ end",
	"Re: Re: Fwd: AW: Re: " + strings.Repeat("please read all of this, it is important; ", 9),
	"Zalgo says h̷e̸l̵l̶o̴ and  goodbye",
	"&lt;already escaped&gt; &amp; escaped once too often",
}

// pickSubject gives what somebody writes; each of the usual texts as often as the others.
func pickSubject(dice *rand.Rand) string {
	if dice.Float64() < 0.02 {
		return nasty[dice.IntN(len(nasty))]
	}
	of := 0
	for _, c := range subjects {
		of += len(c.texts)
	}
	n := dice.IntN(of)
	for _, c := range subjects {
		if n < len(c.texts) {
			return c.texts[n]
		}
		n -= len(c.texts)
	}
	return ""
}

// categoryOf is what the desk files a subject under: what it knows by its first words, the rest under other.
func categoryOf(subject string) string {
	for _, c := range subjects {
		for _, text := range c.texts {
			if strings.HasPrefix(subject, text) {
				return c.category
			}
		}
	}
	return "other"
}
