package check

import (
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// The rules of links that lead out of the site.
var (
	ruleForeignHost = problem.Rule{ID: "link-foreign", Severity: problem.Warning, Basis: basisInspection}
	ruleDisguised   = problem.Rule{ID: "link-disguised", Severity: problem.Warning, Basis: basisInspection}
)

var hostRules = []problem.Rule{ruleForeignHost, ruleDisguised}

var labelRules = []problem.Rule{ruleDisguised}

// shorteners are services whose addresses do not say where they lead.
var shorteners = []string{
	"t.cn", "url.cn", "dwz.cn", "dwz.win", "suo.im", "suo.nz", "mrw.so", "sourl.cn", "bit.ly", "t.co", "tinyurl.com", "goo.gl", "is.gd", "ow.ly", "rb.gy", "sina.lt",
	"w.url.cn", "u.nu", "0x9.me", "tb.cn", "u.jd.com", "3.cn", "r6e.cn", "n9.cl", "cutt.ly", "reurl.cc", "dlj.li",
}

// outside looks at a link to the web.
func (s *Subject) outside(dest string, at problem.Place, found report) {
	u, err := url.Parse(dest)
	if err != nil || u.Hostname() == "" {
		return // of mail or the telephone
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	args := problem.Args{"host": host}
	if s.trusted(host) && u.User == nil {
		return
	}
	if why := disguise(u, host); why != "" {
		found(told(ruleDisguised.At(at, args), "check.link-"+why))
		return
	}
	if other := s.pretends(host); other != "" {
		args["other"] = other
		found(told(ruleDisguised.At(at, args), "check.link-pretends"))
		return
	}
	found(ruleForeignHost.At(at, args))
}

// trusted tells whether a host is one of those that the settings allow, or lies below one; or is the site itself or its portal.
func (s *Subject) trusted(host string) bool {
	cfg := s.Site.Showcase.Config
	for _, address := range []string{cfg.BaseURL, cfg.Organizer.Portal.URL} {
		if own, err := url.Parse(address); err == nil && own.Hostname() != "" && strings.EqualFold(own.Hostname(), host) {
			return true
		}
	}
	return slices.ContainsFunc(cfg.Links.AllowHosts, func(allowed string) bool { return below(host, allowed) })
}

// pretends gives the trusted host as which another one is made up: www.gov.cn.example.net, gov-cn.example.net, www.g0v.cn; "" for none.
func (s *Subject) pretends(host string) string {
	trusted := slices.Clone(s.Site.Showcase.Config.Links.AllowHosts)
	if own, err := url.Parse(s.Site.Showcase.Config.BaseURL); err == nil {
		trusted = append(trusted, own.Hostname())
	}
	for _, other := range trusted {
		other = strings.Trim(strings.ToLower(other), "*. ")
		if !strings.Contains(other, ".") {
			continue
		}
		dashed := strings.ReplaceAll(other, ".", "-")
		if strings.Contains("."+host, "."+other+".") || strings.HasPrefix(host, dashed+".") || strings.Contains(host, "."+dashed+".") || strings.Contains("."+host, "."+other+"-") ||
			strings.Contains("-"+host, "-"+dashed+".") || below(skeleton(host), skeleton(other)) {
			return other
		}
	}
	return ""
}

// skeleton writes letters and digits that look alike in one way.
func skeleton(host string) string {
	return strings.NewReplacer("0", "o", "1", "l", "i", "l", "vv", "w", "rn", "m", "q", "g").Replace(host)
}

// below tells whether a host is another or lies below it.
func below(host, parent string) bool {
	parent = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(parent)), "*")
	parent = strings.TrimPrefix(parent, ".")
	return parent != "" && (host == parent || strings.HasSuffix(host, "."+parent))
}

// disguise tells why a reader cannot see from an address where it leads; "" where that can be seen.
func disguise(u *url.URL, host string) string {
	switch {
	case u.User != nil:
		return "login"
	case net.ParseIP(host) != nil, number32(host):
		return "number"
	case slices.ContainsFunc(shorteners, func(short string) bool { return below(host, short) }):
		return "short"
	case strings.Contains("."+host, ".xn--"):
		return "coded"
	case strings.ContainsFunc(host, strange):
		return "look-alike"
	}
	return ""
}

// number32 tells an IP address in one number: http://3232235521/.
func number32(host string) bool {
	_, err := strconv.ParseUint(host, 0, 32)
	return err == nil
}

// strange tells characters of other scripts, and full-width ones, that look like those of a host or of an address: о, ｇ, ⁄.
func strange(r rune) bool { return r > unicode.MaxASCII && !isHan(r) }

// pressHosts looks at the links of press coverage.
func pressHosts(s *Subject, it *showcase.Item, found report) {
	if it.State.TakenBack() || it.State == showcase.Confidential {
		return
	}
	for i, m := range it.Media {
		if m.URL != "" {
			s.outside(m.URL, it.At("media["+strconv.Itoa(i)+"].url"), found)
		}
	}
}
