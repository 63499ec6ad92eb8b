package config

import (
	"regexp"
	"strings"

	"mingde/internal/decode"
	"mingde/internal/problem"
)

// secretName matches the names of fields that hold credentials, in lower case.
var secretName = regexp.MustCompile(
	`(?:^|[_-])(?:secret|password|passwd|pwd|token|credentials?|ak|sk)(?:[_-]|$)|(?:access|api|private|secret)[_-]?key|密码|密钥|口令`)

// secretValue matches values that are credentials whatever their field: the access keys of Aliyun, Tencent Cloud and
// AWS begin so, and an address may carry a user with a password.
var secretValue = regexp.MustCompile(`\b(?:LTAI|AKID|AKIA|ASIA)[0-9A-Za-z]{12,}|://[^/\s"'@]*:[^/\s"'@]+@`)

// credentials looks for what must not stand in a file that many read, and adds it to the problems that decode found.
// Of such a field nothing else is told: nobody shall correct its name, and no message may repeat its value.
func (k *checker) credentials(text []byte, ps []problem.Problem) {
	k.secret = map[string]bool{}
	for _, field := range k.index.Fields() {
		// The names in [rules] are ids of rules, this one's among them.
		if !strings.HasPrefix(field, "rules.") && isSecret(lastName(field)) || secretValue.MatchString(k.index.Scalar(field)) {
			k.secret[field] = true
			k.found = append(k.found, RuleCredential.At(k.index.KeyPlace(k.file, field), problem.Args{"field": field}))
		} else if isHook(field) && hasToken(k.index.Scalar(field)) {
			k.secret[field] = true
			k.found = append(k.found, RuleCredential.At(k.index.Place(k.file, field), problem.Args{"field": field}).WithHint("config.purge-token.hint", nil))
		}
	}
	lines := strings.Split(string(text), "\n")
	for _, p := range ps {
		if p.Rule == decode.RuleSyntax.ID && p.Line <= len(lines) {
			if name := lineName.FindString(lines[p.Line-1]); isSecret(name) || secretValue.MatchString(lines[p.Line-1]) {
				p = RuleCredential.At(p.Place, problem.Args{"field": strings.TrimSpace(name)})
			}
		}
		if !k.secret[p.Field] {
			k.found = append(k.found, p)
		}
	}
}

// tokenName matches the names of parameters of an address that let everybody in who knows their values.
var tokenName = regexp.MustCompile(`(?i)token|key|secret|sig|auth|passw|pwd|credential`)

func isHook(field string) bool {
	return field == "publish.purge" || strings.HasPrefix(field, "publish.purge[")
}

// hasToken tells whether an address has such a parameter whose value stands there and not in the environment.
func hasToken(address string) bool {
	_, query, _ := strings.Cut(address, "?")
	for pair := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' || r == '#' }) {
		name, value, _ := strings.Cut(pair, "=")
		if tokenName.MatchString(name) && strings.Trim(Variable.ReplaceAllString(value, ""), "\"' ") != "" {
			return true
		}
	}
	return false
}

// lineName matches the name at the beginning of a line that has broken syntax.
var lineName = regexp.MustCompile(`^[\s\p{L}\d_.-]*`)

func isSecret(name string) bool {
	return secretName.MatchString(strings.ToLower(strings.TrimSpace(name)))
}

// lastName gives the last name of a path: "token" of "publish.token" and of "token[2]" nothing, as that is an item.
func lastName(field string) string {
	if strings.HasSuffix(field, "]") {
		return ""
	}
	return field[strings.LastIndexByte(field, '.')+1:]
}
