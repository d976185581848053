package config

import "time"

// mostGrouped is more than anybody reads one by one.
const mostGrouped = 1000

func (o *operator) alerts(v value) {
	f, ok := v.fields("alerts", "lease", "operators", "group_over")
	if !ok {
		return
	}
	if v, ok := f.get("lease"); ok {
		o.config.Alerts.Lease = v.between("a lease", time.Second, time.Hour)
	}
	if v, ok := f.get("operators"); ok {
		o.config.Alerts.Operators = v.channel()
	}
	if v, ok := f.get("group_over"); ok {
		o.config.Alerts.GroupOver = v.groupOver()
	}
}

// groupOver reads how many posts of a place are told one by one; 0 for any number.
func (v value) groupOver() int {
	n, ok := v.whole()
	if ok && (n < 0 || n > mostGrouped) {
		v.fail("number", "group_over of %d is not between 0 and %d", n, mostGrouped).Hint = "0 means that alerts are never told together"
		return 0
	}
	return int(n)
}
