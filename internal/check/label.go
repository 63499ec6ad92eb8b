package check

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"mingde/internal/markdown"
	"mingde/internal/notice"
	"mingde/internal/page"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// shownHost finds what may be a host in the words of a link. Without www or a scheme it is one of the ends that nothing else has: v1.2 and
// 通知.docx are none.
var shownHost = regexp.MustCompile(`(?i)(https?://|www\.)?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})`)

// commonEnds are those of hosts that are known without www.
var commonEnds = []string{".cn", ".com", ".org"}

// hostsIn gives the hosts that a text shows, in lower case, and whether it shows nothing else: www.gov.cn, https://www.gov.cn/a.html.
func hostsIn(text string) (hosts []string, alone bool) {
	text = narrow(text)
	for i := 0; i < len(text); {
		m := shownHost.FindStringSubmatchIndex(text[i:])
		if m == nil {
			break
		}
		start, end, marked := i+m[0], i+m[1], m[2] >= 0
		host := strings.ToLower(text[i+m[4] : end])
		if marked && strings.EqualFold(text[i+m[2]:i+m[3]], "www.") {
			host = "www." + host
		}
		i = end
		for i < len(text) && text[i] > ' ' && text[i] < utf8.RuneSelf && !strings.ContainsRune(`"'<>)]}`, rune(text[i])) {
			i++ // the rest of the address
		}
		known := marked || slices.ContainsFunc(commonEnds, func(e string) bool { return strings.HasSuffix(host, e) })
		if known && apart(text, start, end) {
			hosts = append(hosts, host)
			alone = start == 0 && i == len(text)
		}
	}
	return hosts, alone && len(hosts) == 1
}

// apart tells whether a host is no part of something longer: a mailbox, or the name of a file.
func apart(text string, start, end int) bool {
	if start > 0 && strings.ContainsRune("@-_./", rune(text[start-1])) {
		return false
	}
	return end == len(text) || !strings.ContainsRune("-_@", rune(text[end])) && !(text[end] == '.' && end+1 < len(text) && text[end+1] < utf8.RuneSelf && text[end+1] > ' ')
}

// narrow writes full-width letters, digits and marks as those of hosts.
func narrow(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xFF00 && r < 0xFF5F {
			return r - 0xFEE0
		}
		return r
	}, strings.TrimSpace(text))
}

// secondLevels are names below .cn under which anybody may have one.
var secondLevels = strings.Fields("gov com org edu net ac mil bj sh tj cq he sx nm ln jl hl js zj ah fj jx sd ha hb hn gd gx hi sc gz yn xz sn gs qh nx xj tw hk mo")

// owned gives the part of a host that somebody has registered: guizhou.gov.cn, example.com.
func owned(host string) string {
	labels := strings.Split(strings.TrimSuffix(strings.ToLower(host), "."), ".")
	n := 2
	if len(labels) > 2 && labels[len(labels)-1] == "cn" && slices.Contains(secondLevels, labels[len(labels)-2]) {
		n = 3
	}
	return strings.Join(labels[max(0, len(labels)-n):], ".")
}

// labels holds the words of the links of a body against where they lead.
func labels(s *Subject, it *showcase.Item, found report) {
	if it.State.TakenBack() {
		return
	}
	outward := func(slot markdown.Slot) bool {
		return slot.Kind == markdown.Link && s.Site.Resolve(it.Entry, slot.Dest).Kind == page.Outside
	}
	if !slices.ContainsFunc(it.Slots, outward) {
		return
	}
	var words []string
	err := s.Body(it, func(doc *markdown.Doc) error { words = doc.LinkWords(); return nil })
	if err != nil {
		return // a failure that its own page reports
	}
	for n, slot := range it.Slots {
		if n < len(words) && outward(slot) {
			s.label(words[n], slot, problem.Place{File: it.Path, Line: slot.Line, Column: slot.Column}, found)
		}
	}
}

// label tells whether a link leads elsewhere than its words, or its title, say. It is an error where these show a site that readers trust
// and the link leads to another.
func (s *Subject) label(words string, slot markdown.Slot, at problem.Place, found report) {
	u, err := url.Parse(slot.Dest)
	if err != nil {
		return
	}
	switch strings.ToLower(u.Scheme) {
	case "mailto":
		address, _, _ := strings.Cut(u.Opaque, "?")
		shown := mailboxes(words)
		if len(shown) > 0 && !slices.ContainsFunc(shown, func(m string) bool { return strings.EqualFold(m, unescape(address)) }) {
			found(told(ruleDisguised.At(at, problem.Args{"shown": shown[0], "host": unescape(address)}), "check.link-other-mailbox"))
		}
		return
	case "tel":
		if digits, real := notice.Digits(words), notice.Digits(u.Opaque); dialable(words) && len(real) >= 5 && !samePhone(digits, real) && !samePhone(real, digits) && !strings.Contains(digits, real) {
			found(told(ruleDisguised.At(at, problem.Args{"shown": words, "host": u.Opaque}), "check.link-other-phone"))
		}
		return
	}
	host := strings.TrimSuffix(strings.ToLower(narrow(u.Hostname())), ".")
	for _, text := range []string{words, slot.Title} {
		shown, alone := hostsIn(text)
		if len(shown) == 0 || slices.ContainsFunc(shown, func(h string) bool { return owned(h) == owned(host) }) {
			continue
		}
		p := told(ruleDisguised.At(at, problem.Args{"shown": shown[0], "host": host}), "check.link-other-host")
		if alone && s.trusted(shown[0]) && !s.trusted(host) {
			p.Severity = problem.Error
		}
		found(p)
		return
	}
}

// mailbox finds the addresses of mail in a text.
var mailbox = regexp.MustCompile(`(?i)[a-z0-9][a-z0-9._+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+`)

func mailboxes(text string) []string { return mailbox.FindAllString(narrow(text), -1) }
