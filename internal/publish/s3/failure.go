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
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"mingde/internal/message"
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
	fullCodes     = []string{"QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded"}
	noBucketCodes = []string{"NoSuchBucket", "InvalidBucketName"}
	existsCodes   = []string{"PreconditionFailed", "FileAlreadyExists", "ObjectAlreadyExists", "FileImmutable"}
	skewedCodes   = []string{"RequestTimeTooSkewed"}
	expiredCodes  = []string{"ExpiredToken", "TokenRefreshRequired", "SecurityTokenExpired", "ExpiredTokenException"}
	badKeyCodes   = []string{
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
	if isPlain(err) || isDistrusted(err) {
		return verdict{}
	}
	op, ok := errors.AsType[*net.OpError](err)
	return verdict{again: true, maybe: !ok || op.Op != "dial"}
}

// isPlain tells whether a server that was asked by https does not speak it.
func isPlain(err error) bool {
	_, ok := errors.AsType[tls.RecordHeaderError](err)
	return ok || errors.Is(err, http.ErrSchemeMismatch)
}

// isDistrusted tells whether the certificate of a server is no good, or server and client cannot agree about TLS.
func isDistrusted(err error) bool {
	_, unverified := errors.AsType[*tls.CertificateVerificationError](err)
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, named := errors.AsType[x509.HostnameError](err)
	_, invalid := errors.AsType[x509.CertificateInvalidError](err)
	op, refused := errors.AsType[*net.OpError](err)
	return unverified || unknown || named || invalid || refused && op.Op == "remote error"
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
	object   string
	said     problem.Text // without a key if there is no sentence for it
	wraps    []error
	attempts int // 0 if it was not tried again
}

// Error is the sentence in English, so that each stands in one place.
func (f *failure) Error() string {
	text := f.object
	for _, err := range f.wraps {
		text += ": " + err.Error()
	}
	if f.said.Key != "" {
		text = message.For(message.English).Say(f.said)
	}
	if f.attempts > 0 {
		text += fmt.Sprintf(", %d times", f.attempts)
	}
	return text
}

// Unwrap gives what can be decided by.
func (f *failure) Unwrap() []error { return f.wraps }

// Reason implements store.Failure.
func (f *failure) Reason() problem.Text { return f.said }

// told is what is said of an error.
type told struct {
	kind error  // of package store, if any
	key  string // of its sentence; "" for none
	args problem.Args
}

// failed says which object an error is about, what happened and what can be done. action is the right that the request needs, as
// "s3:PutObject"; "" if it is none. Probes have random names, which mean nothing to anybody.
func (s *Store) failed(action, key string, err error) error {
	if err == nil {
		return nil
	}
	if strings.HasPrefix(key, store.ProbePrefix) {
		key = store.ProbePrefix
	}
	k := s.explain(action, err)
	secret := s.current()
	f := &failure{object: s.name(key)}
	if k.key != "" {
		f.said = problem.Text{Key: "publish.store." + k.key, Args: problem.Args{"object": f.object}}
		for name, value := range k.args {
			f.said.Args[name] = secret.redact(value)
		}
	}
	if k.kind != nil {
		f.wraps = append(f.wraps, k.kind)
	}
	if g, ok := errors.AsType[*gaveUp](err); ok {
		f.attempts = g.attempts
	}
	if body, ok := errors.AsType[*bodyError](err); ok {
		f.wraps = append(f.wraps, body.error)
	}
	return f
}

// explain tells which failure of package store an error is, if any, and by which sentence it is said.
func (s *Store) explain(action string, err error) told {
	body, ofBody := errors.AsType[*bodyError](err)
	switch {
	case ofBody && errors.Is(body, store.ErrChanged):
		return told{key: "changed"}
	case ofBody:
		return told{key: "body", args: problem.Args{"text": body.Error()}}
	case errors.Is(err, context.Canceled):
		return told{kind: context.Canceled}
	case errors.Is(err, context.DeadlineExceeded):
		return told{kind: context.DeadlineExceeded}
	case errors.Is(err, store.ErrKey):
		return told{kind: store.ErrKey, key: "key", args: problem.Args{"text": err.Error()}}
	case errors.Is(err, errListing):
		return told{kind: errListing, key: "listing", args: problem.Args{"text": err.Error()}}
	}
	status, code, headers := reply(err)
	if status == 0 && code == "" {
		return s.explainConnection(err)
	}
	k := told{key: "unreadable"}
	if status == 0 || status >= 300 {
		k = s.advise(action, status, code, headers)
	}
	if k.args == nil {
		k.args = problem.Args{}
	}
	k.args["answer"] = answerOf(status, code, err)
	return k
}

// answerOf is what the server said, for whoever can make something of it.
func answerOf(status int, code string, err error) string {
	answer := code
	if status > 0 {
		answer = strings.TrimSpace(fmt.Sprintf("%d %s", status, code))
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok && api.ErrorMessage() != "" && api.ErrorMessage() != code {
		answer += ": " + api.ErrorMessage()
	}
	if g, ok := errors.AsType[*gaveUp](err); ok && g.why != "" {
		answer += "; " + g.why
	}
	return answer
}

// advise says what an answer means, and what to do.
func (s *Store) advise(action string, status int, code string, headers http.Header) told {
	switch {
	case slices.Contains(noBucketCodes, code):
		return told{key: "no-bucket", args: problem.Args{"bucket": s.config.Bucket, "host": s.base.Host}}
	case status == 301 || status == 307 || code == "PermanentRedirect" || code == "AuthorizationHeaderMalformed" || code == "IllegalLocationConstraintException":
		return told{key: "elsewhere", args: problem.Args{"region": cmp.Or(headers.Get("X-Amz-Bucket-Region"), "?")}}
	case code == "SecondLevelDomainForbidden" || code == "PathStyleDomainForbidden":
		return told{key: "virtual-host"}
	case status == http.StatusBadRequest && code == "" && s.base.Scheme == "http":
		return told{key: "encrypted", args: problem.Args{"endpoint": s.base.String()}}
	case slices.Contains(skewedCodes, code):
		return told{kind: store.ErrClock, key: "clock"}
	case slices.Contains(existsCodes, code) || status == http.StatusPreconditionFailed:
		return told{kind: store.ErrExists, key: "exists"}
	case slices.Contains(badKeyCodes, code):
		return told{kind: store.ErrKey, key: "file-and-folder"}
	case status == http.StatusNotImplemented || code == "NotImplemented":
		return told{key: "cannot", args: problem.Args{"provider": s.config.Provider}}
	case slices.Contains(slowCodes, code) || status == 503:
		return told{key: "busy"}
	case slices.Contains(fullCodes, code) || status == http.StatusInsufficientStorage:
		return told{key: "full"}
	case code == "BadDigest" || code == "XAmzContentSHA256Mismatch":
		return told{key: "hurt"}
	}
	if k := s.adviseRights(action, status, code); k.key != "" {
		return k
	}
	if status == http.StatusNotFound {
		return told{kind: store.ErrNotFound, key: "not-found"}
	}
	return told{key: "answer"}
}

// adviseRights says what is wrong with credentials and rights; nothing if these are not the reason.
func (s *Store) adviseRights(action string, status int, code string) told {
	k := told{kind: store.ErrDenied, args: problem.Args{"who": fmt.Sprint(s.current())}}
	switch {
	case code == "SignatureDoesNotMatch":
		k.key = "secret"
	case code == "InvalidAccessKeyId" || code == "InvalidAccessKey":
		k.key = "unknown-key"
	case slices.Contains(expiredCodes, code):
		k.key = "expired"
	case status == http.StatusForbidden || status == http.StatusUnauthorized:
		k.key = "denied"
		k.args["right"], k.args["where"] = s.missingRight(action)
	default:
		return told{}
	}
	return k
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
	cause := err
	if send, ok := errors.AsType[*smithyhttp.RequestSendError](err); ok {
		cause = send.Err
	}
	if address, ok := errors.AsType[*url.Error](cause); ok {
		cause = address.Err
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		cause = op
	}
	args := problem.Args{"host": s.base.Host, "endpoint": s.base.String(), "text": fmt.Sprint(cause)}
	name, ofName := errors.AsType[*net.DNSError](err)
	switch {
	case errors.Is(err, errStalled):
		return told{key: "stalled", args: args}
	case ofName && name.IsNotFound:
		args["host"] = name.Name
		return told{key: "no-host", args: args}
	case isPlain(err):
		return told{key: "plain", args: args}
	case isDistrusted(err):
		return told{key: "certificate", args: args}
	}
	return told{key: "no-answer", args: args}
}
