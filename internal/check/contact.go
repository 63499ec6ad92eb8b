package check

import (
	"slices"
	"strings"

	"mingde/internal/entry"
	"mingde/internal/notice"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// contacts holds the phones and mailboxes to which a body says that objections go against those of the notice: of each kind one must be
// the same. Where the notice gives none, there is nothing to contradict.
func (s *Subject) contacts(it *showcase.Item, said []Said, found report) {
	f := it.RollFields()
	if f == nil || f.Notice == nil {
		return
	}
	n := f.Notice
	phones := publicPhones(n)
	for _, of := range s.others(it, said, notice.Phone, len(phones) > 0, func(c notice.Claim) bool {
		return slices.ContainsFunc(phones, func(phone string) bool { return samePhone(phone, c.Phone) })
	}) {
		found(ruleNoticeContact.At(of.Place, problem.Args{"said": of.Text, "phone": n.Phone}))
	}
	own := notice.Plain(n.Email)
	for _, of := range s.others(it, said, notice.Mailbox, own != "", func(c notice.Claim) bool { return c.Mailbox == own }) {
		found(told(ruleNoticeContact.At(of.Place, problem.Args{"said": of.Text, "email": n.Email}), "check.notice-mailbox-differs"))
	}
}

// others gives what is said of one kind where none of it is the same as in the fields.
func (s *Subject) others(it *showcase.Item, said []Said, kind notice.Kind, given bool, same func(notice.Claim) bool) (all []Said) {
	if !given {
		return nil
	}
	for _, of := range said {
		if of.Claim.Kind != kind || s.roundOf(it, of.Claim) != it {
			continue
		}
		if same(of.Claim) {
			return nil
		}
		all = append(all, of)
	}
	return all
}

// publicPhones are the digits of the phones of a notice.
func publicPhones(n *entry.Notice) (all []string) {
	for _, part := range strings.FieldsFunc(n.Phone, func(r rune) bool { return strings.ContainsRune("、,，;；/ 转或", r) }) {
		if d := notice.Digits(part); d != "" {
			all = append(all, d)
		}
	}
	return all
}

// samePhone tells whether two phones are one: in one of them the code of the area may be left out.
func samePhone(a, b string) bool {
	return len(a) >= 5 && strings.HasSuffix(b, a) || len(b) >= 7 && strings.HasSuffix(a, b)
}
