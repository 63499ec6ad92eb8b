package s3

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/smithy-go"

	"mingde/internal/message"
	"mingde/internal/publish/store"
)

// Every sentence that a failure can have stands in both languages, and all its arguments are given.
func TestWords(t *testing.T) {
	s, err := Open(Config{Bucket: "b", Credentials: given("AKIDEXAMPLE", "secret", "")})
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	say := func(err error) {
		var failure store.Failure
		if !errors.As(s.failed("s3:PutObject", "a/index.html", err), &failure) {
			t.Fatalf("%v has no words", err)
		}
		text := failure.Reason()
		said[strings.TrimPrefix(text.Key, "publish.store.")] = true
		for _, lang := range message.Languages {
			words := message.For(lang).Say(text)
			if !message.For(lang).Has(text.Key) || strings.Contains(words, "no value") || !strings.Contains(words, "s3://b/a/index.html") {
				t.Errorf("%v: %s: %s", err, lang, words)
			}
		}
	}
	for _, code := range []string{
		"NoSuchBucket", "PermanentRedirect", "PathStyleDomainForbidden", "SignatureDoesNotMatch", "InvalidAccessKeyId", "ExpiredToken", "RequestTimeTooSkewed",
		"PreconditionFailed", "ObjectParentIsFile", "NotImplemented", "SlowDown", "QuotaExceeded", "BadDigest", "Strange",
	} {
		say(&smithy.GenericAPIError{Code: code, Message: "message of the server"})
	}
	for _, err := range []error{
		store.ErrKey, errListing, errStalled, errors.New("broken"), &bodyError{store.ErrChanged}, &bodyError{os.ErrNotExist},
		denied(&smithy.GenericAPIError{Code: "AccessDenied"}),
	} {
		say(err)
	}
	source, err := os.ReadFile("failure.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, match := range regexp.MustCompile(`key: "([a-z-]+)"|, "([a-z-]+)", (?:who|problem)|errListing: "([a-z-]+)"`).FindAllStringSubmatch(string(source), -1) {
		key := match[1] + match[2] + match[3]
		if !message.For(message.Chinese).Has("publish.store." + key) {
			t.Errorf("%s has no words", key)
		}
		delete(said, key)
	}
	delete(said, "key")
	delete(said, "answer")
	if len(said) > 0 {
		t.Errorf("not found in the source: %v", said)
	}
}
