package s3

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Credentials are what requests are signed with. However they are printed, encoded or logged, nothing secret comes out: the
// values stand behind a function.
type Credentials struct {
	reveal func() aws.Credentials
	source string
}

// NewCredentials keeps an access key, its secret and, for temporary ones, the session token. source says where they are from, for
// messages.
func NewCredentials(id, secret, token, source string) Credentials {
	c := aws.Credentials{AccessKeyID: id, SecretAccessKey: secret, SessionToken: token, Source: "mingde"}
	return Credentials{reveal: func() aws.Credentials { return c }, source: source}
}

// String names the key by its first four characters, and its source.
func (c Credentials) String() string {
	if c.reveal == nil {
		return "no credentials"
	}
	id := c.reveal().AccessKeyID
	return fmt.Sprintf("%s**** (%s)", id[:min(4, len(id)/2)], c.source)
}

// Format prints what String gives, whatever the verb.
func (c Credentials) Format(f fmt.State, _ rune) { io.WriteString(f, c.String()) }

// MarshalText encodes what String gives.
func (c Credentials) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

func (c Credentials) equal(other Credentials) bool {
	return c.reveal != nil && other.reveal != nil && c.reveal() == other.reveal()
}

// redact takes what is secret out of a text that came from elsewhere.
func (c Credentials) redact(text string) string {
	if c.reveal == nil {
		return text
	}
	keys := c.reveal()
	for _, secret := range []string{keys.SecretAccessKey, keys.SessionToken} {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "****")
		}
	}
	if id := keys.AccessKeyID; len(id) >= 8 {
		text = strings.ReplaceAll(text, id, id[:4]+"****")
	}
	return text
}

// variables are the names under which the environment may hold credentials; several for the token, of which the first one
// set counts.
type variables struct {
	id, secret string
	tokens     []string
}

var (
	awsVariables = []variables{{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", []string{"AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"}}}
	ossVariables = []variables{
		{"OSS_ACCESS_KEY_ID", "OSS_ACCESS_KEY_SECRET", []string{"OSS_SESSION_TOKEN", "OSS_SECURITY_TOKEN"}},
		{"ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", []string{"ALIBABA_CLOUD_SECURITY_TOKEN"}},
	}
	cosVariables = []variables{
		{"TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", []string{"TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_TOKEN"}},
		{"COS_SECRET_ID", "COS_SECRET_KEY", []string{"COS_SESSION_TOKEN", "COS_TOKEN"}},
	}
)

// FindCredentials looks for credentials: in the environment, under the names of the provider and then those of AWS, and in the shared
// file of AWS (~/.aws/credentials or AWS_SHARED_CREDENTIALS_FILE) in the section AWS_PROFILE or default. A non-empty section is the
// only place that is looked into. getenv is os.Getenv but in tests. Half of a pair is an error, not a reason to look on.
func FindCredentials(provider, section string, getenv func(string) string) (Credentials, error) {
	names := profiles[provider].all()
	if section == "" {
		for _, v := range names {
			if c, found, err := v.look(getenv); found || err != nil {
				return c, err
			}
		}
	}
	c, err := readShared(section, getenv)
	if errors.Is(err, fs.ErrNotExist) && section == "" && getenv("AWS_PROFILE") == "" {
		return Credentials{}, noCredentials("credentials", "variables", pairsOf(names))
	}
	return c, err
}

// pairsOf names pairs of variables.
func pairsOf(names []variables) string {
	var pairs []string
	for _, v := range names {
		pairs = append(pairs, v.id+" "+v.secret)
	}
	return strings.Join(pairs, " / ")
}

// look reads one set of variables.
func (v variables) look(getenv func(string) string) (c Credentials, found bool, err error) {
	id, secret := strings.TrimSpace(getenv(v.id)), strings.TrimSpace(getenv(v.secret))
	switch {
	case id == "" && secret == "":
		return c, false, nil
	case id == "":
		return c, false, noCredentials("credentials-half", "set", v.secret, "missing", v.id)
	case secret == "":
		return c, false, noCredentials("credentials-half", "set", v.id, "missing", v.secret)
	}
	token := ""
	for _, name := range v.tokens {
		if token == "" {
			token = strings.TrimSpace(getenv(name))
		}
	}
	return NewCredentials(id, secret, token, v.id), true, nil
}

// readShared reads a section of the shared file. Without the file the error is fs.ErrNotExist.
func readShared(section string, getenv func(string) string) (Credentials, error) {
	if section == "" {
		section = getenv("AWS_PROFILE")
	}
	if section == "" {
		section = "default"
	}
	name := getenv("AWS_SHARED_CREDENTIALS_FILE")
	if name == "" {
		home := getenv("HOME")
		if home == "" {
			home = getenv("USERPROFILE")
		}
		name = filepath.Join(home, ".aws", "credentials")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return Credentials{}, err
	}
	settings, found := parseSection(string(data), section)
	if !found {
		return Credentials{}, noCredentials("credentials-section", "file", name, "section", section)
	}
	id, secret := settings["aws_access_key_id"], settings["aws_secret_access_key"]
	if id == "" || secret == "" {
		return Credentials{}, noCredentials("credentials-lacks", "file", name, "section", section)
	}
	return NewCredentials(id, secret, settings["aws_session_token"], "section ["+section+"] of "+name), nil
}

// parseSection reads the settings of one section of a file in the format of AWS: [section], name = value, # and ; before comments. An
// indented line belongs to the setting before it and is none.
func parseSection(text, section string) (settings map[string]string, found bool) {
	settings = map[string]string{}
	inside := false
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || trimmed[0] == '#' || trimmed[0] == ';':
		case trimmed[0] == '[':
			title, _, _ := strings.Cut(trimmed[1:], "]")
			inside = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(title), "profile ")) == section
			found = found || inside
		case inside && line[0] != ' ' && line[0] != '\t':
			name, value, _ := strings.Cut(trimmed, "=")
			value, _, _ = strings.Cut(value, " #")
			settings[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
		}
	}
	return settings, found
}
