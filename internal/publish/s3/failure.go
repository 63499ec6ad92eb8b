package s3

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"mingde/internal/problem"
	"mingde/internal/publish/store"
)

// verdict is what follows from an error.
type verdict struct {
	again   bool          // it may pass by itself
	slow    bool          // the server asks to slow down
	after   time.Duration // how long it asks to wait; 0 for nothing
	maybe   bool          // the server may have done it all the same
	skewed  bool          // the clock is wrong
	server  time.Time     // the server's clock; zero if it did not tell
	expired bool          // the credentials are too old
}

// Codes of S3 and of those who speak its dialect.
var (
	slowCodes = []string{
		"SlowDown", "Throttling", "ThrottlingException", "TooManyRequests", "RequestLimitExceeded", "ServiceUnavailable", "SlowDownRead", "SlowDownWrite",
		"QpsLimitExceeded", "UploadTrafficRateLimitExceeded", "DownloadTrafficRateLimitExceeded", "TotalTrafficRateLimitExceeded",
	}
	// BadDigest is here since a body is compared with its sum as it is sent: if it still does not fit, it was hurt on the way.
	passingCodes = []string{
		"InternalError", "InternalServerError", "RequestTimeout", "OperationAborted", "ConditionalRequestConflict", "BadDigest", "IncompleteBody",
		"XAmzContentSHA256Mismatch", "Busy", "ServerBusy",
	}
	fullCodes    = []string{"QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded"}
	existsCodes  = []string{"PreconditionFailed", "FileAlreadyExists", "ObjectAlreadyExists", "FileImmutable"}
	skewedCodes  = []string{"RequestTimeTooSkewed"}
	expiredCodes = []string{"ExpiredToken", "TokenRefreshRequired", "SecurityTokenExpired", "ExpiredTokenException"}
	badKeyCodes  = []string{
		"ObjectParentIsFile", "DirectoryObjectContainsData", "KeyTooLongError", "KeyTooLong", "InvalidObjectName", "XMinioInvalidObjectName",
		"XMinioParentIsObject", "XMinioObjectExistsAsDirectory", "InvalidURI", "ExistingObjectIsDirectory",
	}
)

// judge tells what follows from the error of an attempt.
func judge(ctx context.Context, err error) (v verdict) {
	if err == nil || ctx.Err() != nil {
		return verdict{maybe: err != nil}
	}
	if _, ok := errors.AsType[*bodyError](err); ok {
		return verdict{}
	}
	status, code, headers := reply(err)
	switch {
	case status == 0 && code == "":
		return judgeConnection(err)
	case slices.Contains(slowCodes, code), status == 503, status == 429:
		v.again, v.slow = true, true
	case slices.Contains(passingCodes, code), status == 500, status == 502, status == 504, status == 408:
		v.again = true
	case slices.Contains(skewedCodes, code):
		v.skewed = true
		v.server, _ = http.ParseTime(headers.Get("Date"))
	case slices.Contains(expiredCodes, code):
		v.expired = true
	case status > 0 && status < 300: // the answer could not be understood
		v.again = true
	}
	v.maybe = status >= 500 || status > 0 && status < 300
	if seconds, err := strconv.Atoi(headers.Get("Retry-After")); err == nil && v.again && seconds > 0 {
		v.after = time.Duration(seconds) * time.Second
	}
	return v
}

// judgeConnection tells what follows from the error of an attempt that was not answered.
func judgeConnection(err error) verdict {
	if name, ok := errors.AsType[*net.DNSError](err); ok && name.IsNotFound {
		return verdict{}
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return verdict{}
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return verdict{}
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return verdict{}
	}
	op, ok := errors.AsType[*net.OpError](err)
	return verdict{again: true, maybe: !ok || op.Op != "dial"}
}

// reply reads status, code and headers of an answer out of an error; zero values if there was none.
func reply(err error) (status int, code string, headers http.Header) {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		code = api.ErrorCode()
	}
	if r, ok := errors.AsType[*smithyhttp.ResponseError](err); ok && r.Response != nil {
		status, headers = r.Response.StatusCode, r.Response.Header
	}
	return status, code, headers
}

// failure is an error as it is told: its text holds nothing secret, and what it wraps can be decided by.
type failure struct {
	text  string
	said  problem.Text
	wraps []error
}

func (f *failure) Error() string   { return f.text }
func (f *failure) Unwrap() []error { return f.wraps }

// Reason implements store.Failure.
func (f *failure) Reason() problem.Text { return f.said }

// told is what is said of an error: in English, for logs, and by which sentence of the catalogue, "" for none.
type told struct {
	kind error // of package store, if any
	text string
	key  string
	args problem.Args
}

// failed says which object an error is about, what happened and what can be done. action is the right that the request needs, as
// "s3:PutObject"; "" if it is none.
func (s *Store) failed(action, key string, err error) error {
	if err == nil {
		return nil
	}
	k := s.explain(action, err)
	secret := s.current()
	f := &failure{text: s.name(key) + ": " + secret.redact(k.text)}
	if k.key != "" {
		f.said = problem.Text{Key: "publish.store." + k.key, Args: problem.Args{"object": s.name(key)}}
		for name, value := range k.args {
			f.said.Args[name] = secret.redact(value)
		}
	}
	if k.kind != nil {
		f.wraps = append(f.wraps, k.kind)
	}
	if g, ok := errors.AsType[*gaveUp](err); ok {
		f.text += fmt.Sprintf(", %d times", g.attempts)
	}
	if body, ok := errors.AsType[*bodyError](err); ok {
		f.wraps = append(f.wraps, body.error)
	}
	return f
}

// explain tells which failure of package store an error is, if any, and says it in words.
func (s *Store) explain(action string, err error) told {
	if body, ok := errors.AsType[*bodyError](err); ok {
		if errors.Is(body, store.ErrChanged) {
			return told{text: body.Error() + ": it has changed meanwhile, publish again", key: "changed"}
		}
		return told{text: body.Error(), key: "body", args: problem.Args{"text": body.Error()}}
	}
	for _, end := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, end) {
			return told{kind: end, text: end.Error()}
		}
	}
	for known, key := range map[error]string{store.ErrKey: "key", errListing: "listing"} {
		if errors.Is(err, known) {
			return told{kind: known, text: err.Error(), key: key, args: problem.Args{"text": err.Error()}}
		}
	}
	status, code, headers := reply(err)
	if status == 0 && code == "" {
		return s.explainConnection(err)
	}
	answer := strings.TrimSpace(fmt.Sprintf("%d %s", status, code))
	if status == 0 {
		answer = code
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok && api.ErrorMessage() != "" && api.ErrorMessage() != code {
		answer += ": " + api.ErrorMessage()
	}
	k := told{text: fmt.Sprintf("the answer cannot be read (%s)", answer), key: "unreadable"}
	if status == 0 || status >= 300 {
		k = s.advise(action, status, code, headers)
		advice := k.text
		switch {
		case k.kind != nil && advice != "":
			k.text = fmt.Sprintf("%v (%s): %s", k.kind, answer, advice)
		case k.kind != nil:
			k.text = fmt.Sprintf("%v (%s)", k.kind, answer)
		case advice != "":
			k.text = fmt.Sprintf("%s (%s)", advice, answer)
		default:
			k.text, k.key = "the server answers "+answer, "answer"
		}
	}
	if k.args == nil {
		k.args = problem.Args{}
	}
	k.args["answer"] = answer
	return k
}

// advise says what an answer means, and what to do.
func (s *Store) advise(action string, status int, code string, headers http.Header) told {
	c := s.config
	who := problem.Args{"who": fmt.Sprint(s.current())}
	switch {
	case code == "NoSuchBucket":
		text := fmt.Sprintf("there is no bucket %s at %s: create it, or mend bucket, region and endpoint", c.Bucket, s.base.Host)
		return told{text: text, key: "no-bucket", args: problem.Args{"bucket": c.Bucket, "host": s.base.Host}}
	case status == 301 || status == 307 || code == "PermanentRedirect" || code == "AuthorizationHeaderMalformed" || code == "IllegalLocationConstraintException":
		region := headers.Get("X-Amz-Bucket-Region")
		text := fmt.Sprintf("the bucket is not here, its region is %s: mend region and endpoint", cmp.Or(region, "another one"))
		return told{text: text, key: "elsewhere", args: problem.Args{"region": cmp.Or(region, "?")}}
	case code == "SecondLevelDomainForbidden" || code == "PathStyleDomainForbidden":
		return told{text: "the server wants the bucket in the name of the host: set provider to oss or cos", key: "virtual-host"}
	case code == "SignatureDoesNotMatch":
		text := fmt.Sprintf("the secret does not belong to the key %v, or something on the way changes requests", s.current())
		return told{store.ErrDenied, text, "secret", who}
	case code == "InvalidAccessKeyId" || code == "InvalidAccessKey":
		return told{store.ErrDenied, fmt.Sprintf("the server does not know the key %v", s.current()), "unknown-key", who}
	case slices.Contains(expiredCodes, code):
		return told{store.ErrDenied, fmt.Sprintf("the credentials %v have expired: get new ones, and publish again", s.current()), "expired", who}
	case slices.Contains(skewedCodes, code):
		return told{kind: store.ErrClock, text: "set it, and publish again", key: "clock"}
	case slices.Contains(existsCodes, code) || status == http.StatusPreconditionFailed:
		return told{kind: store.ErrExists, key: "exists"}
	case slices.Contains(badKeyCodes, code):
		return told{kind: store.ErrKey, text: "this server keeps objects as files, where a file and a folder cannot have one name", key: "file-and-folder"}
	case status == http.StatusNotImplemented || code == "NotImplemented":
		text := fmt.Sprintf("the server cannot do this; provider is %s: is that what it is?", c.Provider)
		return told{text: text, key: "cannot", args: problem.Args{"provider": c.Provider}}
	case slices.Contains(slowCodes, code) || status == 503:
		return told{text: "the server is busy: publish again later", key: "busy"}
	case slices.Contains(fullCodes, code) || status == http.StatusInsufficientStorage:
		return told{text: "the store is full: make room, or buy more, and publish again", key: "full"}
	case code == "BadDigest" || code == "XAmzContentSHA256Mismatch":
		return told{text: "what arrives is not what was sent: something on the way changes it", key: "hurt"}
	case status == http.StatusForbidden || status == http.StatusUnauthorized:
		action, where := s.missingRight(action)
		text := fmt.Sprintf("allow %v %s on %s", s.current(), action, where)
		return told{store.ErrDenied, text, "denied", problem.Args{"who": fmt.Sprint(s.current()), "right": action, "where": where}}
	case status == http.StatusNotFound:
		return told{kind: store.ErrNotFound, key: "not-found"}
	}
	return told{}
}

// missingRight says which right is missing, and where.
func (s *Store) missingRight(action string) (right, where string) {
	where = s.config.Bucket + "/" + s.prefix + "*"
	if action == "s3:ListBucket" || action == "s3:GetBucketVersioning" {
		where = s.config.Bucket
	}
	return cmp.Or(action, "this"), where
}

// explainConnection says what is wrong with the connection. The error of the system is of use here; it holds addresses only.
func (s *Store) explainConnection(err error) told {
	host := problem.Args{"host": s.base.Host}
	if errors.Is(err, errStalled) {
		return told{text: fmt.Sprintf("%v: no byte has moved to or from %s for a long time", errStalled, s.base.Host), key: "stalled", args: host}
	}
	if name, ok := errors.AsType[*net.DNSError](err); ok && name.IsNotFound {
		return told{text: fmt.Sprintf("there is no host %s: mend region and endpoint", name.Name), key: "no-host", args: problem.Args{"host": name.Name}}
	}
	cause := err
	if send, ok := errors.AsType[*smithyhttp.RequestSendError](err); ok {
		cause = send.Err
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		cause = op
	}
	host["text"] = fmt.Sprint(cause)
	return told{text: fmt.Sprintf("no answer from %s: %v", s.base.Host, cause), key: "no-answer", args: host}
}
