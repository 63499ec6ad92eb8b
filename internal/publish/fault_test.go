package publish

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mingde/internal/message"
	"mingde/internal/problem"
	"mingde/internal/publish/faultproxy"
	"mingde/internal/publish/s3"
	"mingde/internal/publish/s3server"
	"mingde/internal/publish/store"
)

// trial is one publish of the new site over the old one, in a bucket of a real server, with something in between that does harm.
type trial struct {
	*testing.T
	server *s3server.Server
	bucket string
	proxy  *faultproxy.Proxy
	config s3.Config
	opt    Options
	site   website // what is to be published; it may change meanwhile
	old    map[string]string
	home   string // what the computer remembers that published the old site
}

// newTrial publishes the old site, past the proxy, and prepares to publish the new one.
func newTrial(t *testing.T, server *s3server.Server) *trial {
	t.Helper()
	proxy, err := faultproxy.Start(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Close)
	r := &trial{T: t, server: server, bucket: "b-" + strings.ToLower(rand.Text()), proxy: proxy, site: after()}
	server.Bucket(t, r.bucket)
	r.config = s3.Config{
		Provider: "minio", Bucket: r.bucket, Endpoint: proxy.URL(),
		Credentials: func() (s3.Credentials, error) { return s3.NewCredentials(server.ID, server.Secret, "", "test"), nil },
		Retries:     s3.Retries{Attempts: 3, First: time.Millisecond, Longest: 50 * time.Millisecond},
		Stall:       10 * time.Second,
	}
	r.opt = r.options(before())
	mustRun(t, r.opt)
	r.home = r.opt.State
	r.opt = r.options(after())
	r.opt.Keep = 2 // so that there are copies
	r.old = server.Objects(t, r.bucket)
	proxy.Counts()
	return r
}

// options are those of a computer that remembers, and tries again after a failure with the same command.
func (r *trial) options(w website) Options {
	opt := w.options(r.T, nil)
	opt.State, opt.Target, opt.Workers = r.TempDir(), "s3://"+r.bucket, 4
	opt.Store = r.open()
	return opt
}

func (r *trial) open() store.Store {
	r.Helper()
	s, err := s3.Open(r.config)
	if err != nil {
		r.Fatal(err)
	}
	return s
}

// watch looks at the bucket after every request that has passed: no page may lack what it needs, and nothing of the old site may be lost.
func (r *trial) watch() {
	r.proxy.Inject(faultproxy.Fault{Times: -1, Do: func(x *faultproxy.Exchange) {
		reply, body := x.Forward()
		if x.Request.Method != http.MethodGet && x.Request.Method != http.MethodHead {
			r.unbroken()
		}
		if reply == nil {
			x.Cut()
			return
		}
		x.Reply(reply, body, len(body))
	}})
}

// unbroken reads the pages as a browser would. A page that was replaced while we looked is read again.
func (r *trial) unbroken() {
	for again := 0; ; again++ {
		var missing []string
		b := newBucket()
		for key, data := range r.server.Objects(r.T, r.bucket) {
			b.objects[key] = &stored{data: []byte(data)}
		}
		missing = b.broken()
		if len(missing) == 0 {
			return
		}
		if again == 3 {
			r.Errorf("broken: %v", missing)
			return
		}
	}
}

// outcome is how a publish must end.
type outcome struct {
	// phase in which it stops; "" if it does not. "before" is before anything was written.
	phase string
	is    error            // that is in its error, if any
	ends  func(error) bool // a further demand on the error
	zh    string           // part of its sentence
	en    string           // likewise
	about string           // the object that the sentence is about
	open  bool             // it may end in any of these ways, or get through
}

const beforeAll = "before"

// run publishes once, and holds the end of it to what it must be.
func (r *trial) run(want outcome) Report {
	r.Helper()
	r.opt.Store = r.open()
	report, err := Run(context.Background(), r.opt)
	r.unbroken()
	r.lost(report)
	if want.open {
		r.ended(report, err)
		return report
	}
	if want.phase == "" && want.ends == nil {
		if err != nil {
			r.Errorf("it did not get through: %v", err)
		}
		return report
	}
	if err == nil {
		r.Fatal("it got through")
	}
	if want.is != nil && !errors.Is(err, want.is) || want.ends != nil && !want.ends(err) {
		r.Errorf("the error is %v", err)
	}
	var stopped *Stopped
	switch isStopped := errors.As(err, &stopped); {
	case want.phase == beforeAll:
		if isStopped {
			r.Errorf("something was begun: %v", err)
		}
		r.same(r.old, func(string) bool { return true })
	case want.phase != "":
		if !isStopped || stopped.Phase.String() != want.phase {
			r.Fatalf("the error is %v, want one in phase %s", err, want.phase)
		}
		r.stoppedIn(report, stopped.Phase)
	}
	r.told(err, want)
	return report
}

// ended holds what must hold however a publish ends: where it stopped, nothing later was begun; before it began, nothing was touched.
func (r *trial) ended(report Report, err error) {
	r.Helper()
	var stopped *Stopped
	switch {
	case err == nil:
		return
	case errors.As(err, &stopped):
		r.stoppedIn(report, stopped.Phase)
	case !errors.As(err, new(*Incomplete)):
		untouched(r, report)
	}
	r.told(err, outcome{})
}

// stoppedIn holds that all phases before are done, and nothing was done of those after: of these are the deletes.
func (r *trial) stoppedIn(report Report, phase Phase) {
	r.Helper()
	now := r.server.Objects(r.T, r.bucket)
	for _, a := range report.Plan.Actions {
		had, stood := r.old[a.Path]
		has, stands := now[a.Path]
		switch {
		case a.Phase < phase && a.Phase < Deletes && has != r.site[a.Path]:
			r.Errorf("phase %v came before %v, and %s is not done", a.Phase, phase, a.Path)
		case a.Phase > phase && (has != had || stands != stood):
			r.Errorf("phase %v was not to be begun after %v, and %s is changed", a.Phase, phase, a.Path)
		}
	}
	for key := range now {
		if strings.HasPrefix(key, fmt.Sprintf("%s%08d.done", logPrefix, report.Generation)) && phase != Committing {
			r.Errorf("it is committed: %s", key)
		}
	}
}

// lost holds that of all that stood each object is what it was, or what it shall be, or deleted as planned.
func (r *trial) lost(report Report) {
	r.Helper()
	now := r.server.Objects(r.T, r.bucket)
	for key, data := range r.old {
		has, stands := now[key]
		if has == data && stands || strings.HasPrefix(key, control) || stands && has == r.site[key] {
			continue
		}
		planned := report.Plan != nil && slices.ContainsFunc(report.Plan.Actions, func(a Action) bool { return a.Path == key && a.Phase == Deletes })
		if stands || !planned {
			r.Errorf("%s is lost: there is %q", key, has)
		}
	}
}

// same compares the bucket with what was there, as far as keys count.
func (r *trial) same(want map[string]string, counts func(key string) bool) {
	r.Helper()
	got := r.server.Objects(r.T, r.bucket)
	delete(got, clockKey)
	for key := range maps.Keys(got) {
		if _, ok := want[key]; !ok && counts(key) {
			r.Errorf("%s was written", key)
		}
	}
	for key, data := range want {
		if counts(key) && got[key] != data {
			r.Errorf("%s is changed", key)
		}
	}
}

// told holds that the sentence names the object and says what to do, in both languages, and no secret.
func (r *trial) told(err error, want outcome) {
	r.Helper()
	for _, lang := range message.Languages {
		say, part := message.For(lang), want.zh
		if lang == message.English {
			part = want.en
		}
		words := sentences(err, say)
		if words == "" || strings.Contains(words, "no value") || !strings.Contains(words, part) || !strings.Contains(words, want.about) || strings.Contains(words, r.server.Secret) {
			r.Errorf("%s: %s", lang, words)
		}
	}
}

// sentences says an error as the command does.
func sentences(err error, say *message.Catalogue) string {
	var lines []string
	var stopped *Stopped
	var busy *Busy
	var incomplete *Incomplete
	var refused *Refused
	switch {
	case errors.As(err, &refused):
		for _, t := range refused.Texts {
			lines = append(lines, say.Say(t))
		}
	case errors.As(err, &incomplete):
		for _, t := range incomplete.Texts {
			lines = append(lines, say.Say(t))
		}
	case errors.As(err, &busy):
		lines = append(lines, say.Say(busy.Text()))
	default:
		if text, ok := Why(err); ok {
			lines = append(lines, say.Say(text))
		}
		if errors.As(err, &stopped) && len(lines) > 0 {
			lines = append(lines, say.Say(stopped.Text()))
		}
	}
	return strings.Join(lines, "\n")
}

// again heals everything and gives the same command once more, which must bring the whole site, to the byte and the header.
func (r *trial) again() Report {
	r.Helper()
	r.proxy.Heal()
	r.watch()
	r.opt.Store = r.open()
	report, err := Run(context.Background(), r.opt)
	if err != nil {
		r.Fatalf("the same command again: %v", err)
	}
	r.settled()
	return report
}

// settled holds that the bucket is the site, and that nothing is left to do.
func (r *trial) settled() {
	r.Helper()
	got := r.server.Objects(r.T, r.bucket)
	for name, data := range r.site {
		if got[name] != data {
			r.Errorf("%s is %q, want %q", name, got[name], data)
		}
	}
	for name := range got {
		if _, ours := r.site[name]; !ours && !strings.HasPrefix(name, control) && !hashedName.MatchString(name) {
			r.Errorf("%s is there, and not of the site", name)
		}
	}
	opt := r.opt
	opt.Verify, opt.Store = Deep, r.open()
	if report, err := Run(context.Background(), opt); err != nil || !report.Unchanged || len(report.Drift) > 0 {
		r.Errorf("it is not settled: %v, %+v, %v", report.Unchanged, report.Drift, err)
	}
}

// stops is an outcome with the words of a failure, by the key of its sentence.
func stops(phase string, about string, zh, en string) outcome {
	return outcome{phase: phase, about: about, zh: zh, en: en}
}

// harm is one fault of the table in publishing.md §5.3, and how a publish must end under it.
type harm struct {
	name   string
	faults []faultproxy.Fault
	change func(r *trial) // of settings, or of the world
	want   outcome
	check  func(r *trial, report Report) // after the first run
}

const forever = -1

// fault hits requests of a kind and a path, from the nth on, so many times.
func fault(kind, match string, nth, times int, do faultproxy.Action) []faultproxy.Fault {
	return []faultproxy.Fault{{Kind: kind, Match: match, Nth: nth, Times: times, Do: do}}
}

func both(a, b []faultproxy.Fault) []faultproxy.Fault { return append(slices.Clone(a), b...) }

// What is put, by phase, and the name by which its sentence must call it.
var steps = []struct{ phase, match, object string }{
	{"assets", `/assets/.*`, "/assets/"},
	{"data", `/data/events\.json\?`, "/data/events.json"},
	{"new-pages", `/events/new\.html\?`, "/events/new.html"},
	{"pages", `/events/1\.html\?`, "/events/1.html"},
	{"lists", `/feed\.xml\?`, "/feed.xml"},
	{"home", `/index\.html\?`, "/index.html"},
}

func busyFor(phase, object string) outcome {
	return stops(phase, object, "存储太忙，试了几次都不行；过一会儿再发布", "the store is busy, and trying several times did not help; publish again later")
}

func deniedFor(phase, object, right string) outcome {
	o := stops(phase, object, "没有权限；请允许 te****", "allow te****")
	o.is = store.ErrDenied
	o.zh, o.en = "做 "+right, "to do "+right
	return o
}

// harms is the table, but for what is added to it by the tag long.
func harms() []harm {
	slowDown, denied := faultproxy.Answer(503, "SlowDown"), faultproxy.Answer(403, "AccessDenied")
	all := []harm{
		{name: "nothing"},
		{name: "503, a burst", faults: fault("", "", 3, 12, slowDown), change: stubborn},
		{name: "503, from the first request on", faults: fault("", "", 1, forever, slowDown), want: busyFor(beforeAll, "/")},
		{name: "503 on the intent", faults: fault("PUT", `\.open\?`, 1, forever, slowDown), want: busyFor(beforeAll, "00000002.open")},
		{name: "503, no budget left", faults: fault("PUT", `/events/`, 1, forever, slowDown),
			change: func(r *trial) { r.config.Retries.Budget = 2 }, want: busyFor("new-pages", "/events/new.html")},
		{name: "503 on deletes", faults: fault("DELETE-MULTI", "", 1, forever, slowDown), want: busyFor("deletes", "/")},
		{name: "503 on the commit", faults: fault("PUT", `\.done\.`, 1, forever, slowDown), want: busyFor("commit", "00000002.done")},
		{name: "reset in mid-upload, once", faults: fault("PUT", `/events/`, 1, 1, faultproxy.CutUpload(10))},
		{name: "reset in mid-upload, always", faults: fault("PUT", `/events/1\.`, 1, forever, faultproxy.CutUpload(10)), want: noAnswerFor("pages", "/events/1.html")},
		{name: "stall in mid-upload, once", faults: fault("PUT", `/events/1\.`, 1, 1, faultproxy.Stall(10)), change: impatient},
		{name: "stall in mid-upload, always", faults: fault("PUT", `/events/1\.`, 1, forever, faultproxy.Stall(10)), change: impatient,
			want: stops("pages", "/events/1.html", "连接停住不动了；请检查网络，再发布一次", "stands still; look at the network, and publish again")},
		{name: "stalled reply, once", faults: fault("GET", "", 1, 1, faultproxy.StallReply(10)), change: impatient},
		{name: "lost replies of all kinds, once each", faults: slices.Concat(
			fault("LIST", "", 1, 1, faultproxy.Lose()), fault("PUT", `\.open\?`, 1, 1, faultproxy.Lose()), fault("PUT", `/assets/`, 1, 1, faultproxy.Lose()),
			fault("PUT", `/events/new`, 1, 1, faultproxy.Lose()), fault("PUT", `/events/1\.`, 1, 1, faultproxy.Lose()), fault("COPY", "", 1, 1, faultproxy.Lose()),
			fault("DELETE-MULTI", "", 1, 1, faultproxy.Lose()), fault("PUT", `/_pub/m/`, 1, 1, faultproxy.Lose()), fault("PUT", `\.done\.`, 1, 1, faultproxy.Lose()))},
		{name: "lost replies of the intent, always", faults: fault("PUT", `\.open\?`, 1, forever, faultproxy.Lose()), check: untouched,
			want: outcome{ends: func(err error) bool { return !errors.As(err, new(*Stopped)) }, about: "00000002.open", zh: noAnswer.zh, en: noAnswer.en}},
		{name: "lost replies of the commit, always", faults: fault("PUT", `\.done\.`, 1, forever, faultproxy.Lose()), want: noAnswerFor("commit", "00000002.done")},
		{name: "lost replies of a page, always", faults: fault("PUT", `/events/1\.`, 1, forever, faultproxy.Lose()), want: noAnswerFor("pages", "/events/1.html")},
		{name: "403 on the intent", faults: fault("PUT", `\.open\?`, 1, forever, denied), want: deniedFor(beforeAll, "00000002.open", "s3:PutObject")},
		{name: "403 on the first listing", faults: fault("LIST", "", 1, forever, denied), want: deniedFor(beforeAll, "/", "s3:ListBucket")},
		{name: "403 on copies", faults: fault("COPY", "", 1, forever, denied), want: deniedFor("data", "/data/events.json", "s3:GetObject and s3:PutObject")},
		{name: "403 on the commit", faults: fault("PUT", `\.done\.`, 1, forever, denied), want: deniedFor("commit", "00000002.done", "s3:PutObject")},
		{name: "403 on deletes", faults: fault("", `^(POST|DELETE) `, 1, forever, denied), want: pendingFor("events/gone.html"), check: pending},
		{name: "an error for one key of a delete", faults: fault("DELETE-MULTI", "", 1, forever, errorsFor("AccessDenied", "events/gone.html")), want: pendingFor("events/gone.html"), check: pending},
		{name: "a passing error for one key of a delete, once", faults: fault("DELETE-MULTI", "", 1, 1, errorsFor("InternalError", "events/gone.html"))},
		{name: "a passing error for one key of a delete, always", faults: fault("DELETE-MULTI", "", 1, forever, errorsFor("InternalError", "events/gone.html")),
			want: incomplete("没能删除 events/gone.html", "events/gone.html could not be deleted"), check: pending},
		{name: "500 on deletes", faults: fault("", `^(POST|DELETE) `, 1, forever, faultproxy.Answer(500, "InternalError")),
			want: stops("deletes", "/", "存储没有做成；过一会儿再发布", "the store did not do it; publish again later")},
		{name: "hurt on the way, once", faults: fault("PUT", `/events/1\.`, 1, 1, faultproxy.Answer(400, "BadDigest"))},
		{name: "hurt on the way, always", faults: fault("PUT", `/events/1\.`, 1, forever, faultproxy.Answer(400, "BadDigest")),
			want: stops("pages", "/events/1.html", "原来的还在；路上有东西改了内容", "the old one is still there; something on the way changes it")},
		{name: "the store is full", faults: fault("PUT", `/events/1\.`, 1, forever, faultproxy.Answer(507, "XMinioStorageFull")),
			want: stops("pages", "/events/1.html", "存储满了，或者超过了限额；请腾出空间", "the store is full")},
		{name: "no bucket", faults: fault("", "", 1, forever, faultproxy.Answer(404, "NoSuchBucket")),
			want: stops(beforeAll, "/", "没有叫 ", "there is no bucket")},
		{name: "another region", faults: fault("", "", 1, forever, faultproxy.Answer(301, "PermanentRedirect", "X-Amz-Bucket-Region", "cn-north-1")),
			want: stops(beforeAll, "/", "它的区域是 cn-north-1", "its region is cn-north-1")},
		{name: "the clock an hour fast", change: clock(time.Hour)},
		{name: "the clock an hour slow", change: clock(-time.Hour)},
		{name: "the clock a year slow", change: clock(-365 * 24 * time.Hour)},
		{name: "the clock wrong in the middle", faults: fault("", "", 6, 1, skewed)},
		{name: "the clock wrong for ever", faults: fault("PUT", `/events/1\.`, 1, forever, skewed),
			want: outcome{phase: "pages", is: store.ErrClock, about: "/events/1.html", zh: "这台电脑的时间不对；请调准，再发布一次", en: "the clock of this computer is wrong; set it, and publish again"}},
		{name: "credentials expire in the middle", faults: fault("", "", 8, forever, faultproxy.Answer(400, "ExpiredToken")),
			want: outcome{ends: func(err error) bool { return errors.Is(err, store.ErrDenied) && errors.As(err, new(*Stopped)) },
				zh: "临时密钥过期了；请换新的，再发布一次", en: "have expired; get new ones, and publish again"}},
		{name: "credentials expire and are renewed", faults: fault("", "", 8, 1, faultproxy.Answer(400, "ExpiredToken")), change: renewing},
	}
	for _, s := range steps {
		all = append(all,
			harm{name: "403 on one upload, " + s.phase, faults: fault("PUT", s.match, 1, 1, denied), want: deniedFor(s.phase, s.object, "s3:PutObject")},
			harm{name: "503 for ever, " + s.phase, faults: fault("PUT", s.match, 1, forever, slowDown), want: busyFor(s.phase, s.object)},
			harm{name: "reset for ever, " + s.phase, faults: fault("PUT", s.match, 1, forever, faultproxy.Cut()), want: noAnswerFor(s.phase, s.object)},
		)
	}
	return slices.Concat(all, listings(), files())
}

var noAnswer = outcome{zh: "或者连接断了；请检查网络，再发布一次", en: "or the connection broke; look at the network, and publish again"}

func noAnswerFor(phase, object string) outcome { return stops(phase, object, noAnswer.zh, noAnswer.en) }

func incomplete(zh, en string) outcome {
	return outcome{ends: func(err error) bool { return errors.As(err, new(*Incomplete)) }, zh: zh, en: en}
}

func pendingFor(key string) outcome {
	return incomplete("没能删除 "+key+"：没有权限；请允许 te****", key+" could not be deleted: access denied; allow te****")
}

// pending holds that the commit says what could not be deleted, and that all else is as it shall be.
func pending(r *trial, report Report) {
	if !slices.Equal(report.Pending, []string{"events/gone.html"}) {
		r.Errorf("pending is %v", report.Pending)
	}
	now := r.server.Objects(r.T, r.bucket)
	if now["events/gone.html"] == "" || now["index.html"] != r.site["index.html"] {
		r.Error("the site does not stand, or what was not to be deleted is gone")
	}
	if !slices.ContainsFunc(slices.Collect(maps.Keys(now)), func(key string) bool {
		return strings.HasPrefix(key, logPrefix+"00000002.done") && strings.HasSuffix(key, ".pending")
	}) {
		r.Error("the commit does not say that something is pending")
	}
}

// errorsFor deletes nothing and says of a key that it could not be deleted; the others are said to be done.
func errorsFor(code, key string) faultproxy.Action {
	return func(x *faultproxy.Exchange) {
		body := fmt.Appendf(nil, "<DeleteResult><Error><Key>%s</Key><Code>%s</Code><Message>no</Message></Error></DeleteResult>", key, code)
		x.Reply(&http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/xml"}}}, body, len(body))
	}
}

func stubborn(r *trial)  { r.config.Retries.Attempts = 20 }
func impatient(r *trial) { r.config.Stall, r.config.Retries.Attempts = 500*time.Millisecond, 2 }

func clock(wrong time.Duration) func(*trial) {
	return func(r *trial) { r.config.Now = func() time.Time { return time.Now().Add(wrong) } }
}

func skewed(x *faultproxy.Exchange) {
	faultproxy.Answer(403, "RequestTimeTooSkewed", "Date", time.Now().UTC().Format(http.TimeFormat))(x)
}

// renewing gives other credentials at the second time of asking.
func renewing(r *trial) {
	r.server.User(r.T, "fresh-"+r.bucket, "freshsecret")
	r.server.Policy(r.T, r.bucket, `{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Principal": {"AWS": ["fresh-`+r.bucket+`"]}, "Action": ["s3:*"], "Resource": ["arn:aws:s3:::%[1]s/*", "arn:aws:s3:::%[1]s"]}]}`)
	var mu sync.Mutex
	asked := 0
	r.config.Credentials = func() (s3.Credentials, error) {
		mu.Lock()
		defer mu.Unlock()
		if asked++; asked == 1 {
			return s3.NewCredentials(r.server.ID, r.server.Secret, "", "test"), nil
		}
		return s3.NewCredentials("fresh-"+r.bucket, "freshsecret", "", "test"), nil
	}
}

// listings are those that lie about what is there. From none of them may anything be concluded.
func listings() []harm {
	lies := outcome{phase: beforeAll, about: "/", zh: "前后矛盾，不能相信，一个也没有删", en: "contradicts itself and cannot be believed, nothing was deleted"}
	truncated := func(token string) faultproxy.Action {
		return faultproxy.Rewrite(func(page []byte) []byte {
			page = []byte(strings.Replace(string(page), "<IsTruncated>false</IsTruncated>", "<IsTruncated>true</IsTruncated>"+token, 1))
			return page
		})
	}
	const token = "<NextContinuationToken>bm93aGVyZQ==</NextContinuationToken>"
	var page []byte
	keep := faultproxy.Rewrite(func(body []byte) []byte {
		page = []byte(strings.Replace(string(body), "<IsTruncated>false</IsTruncated>", "<IsTruncated>true</IsTruncated>"+token, 1))
		return page
	})
	repeat := faultproxy.Rewrite(func([]byte) []byte { return page })
	without := func(key string) faultproxy.Action {
		return faultproxy.Rewrite(func(body []byte) []byte { return leftOut(body, key, false) })
	}
	pageTwo := func(do faultproxy.Action) []faultproxy.Fault {
		return both(fault("LIST", "", 1, 1, truncated(token)), fault("LIST", "", 2, forever, do))
	}
	full := func(r *trial) { r.opt.Verify = Full }
	inVerify := lies
	inVerify.phase = "verify"
	return []harm{
		{name: "listing: cut off without a token", faults: fault("LIST", "", 1, forever, truncated("")), want: lies},
		{name: "listing: the first page twice", change: remembering, faults: both(fault("LIST", "", 1, 1, keep), fault("LIST", "", 2, forever, repeat)), want: lies},
		{name: "listing: 500 on page 2", change: remembering, faults: pageTwo(faultproxy.Answer(500, "InternalError")),
			want: stops(beforeAll, "/", "存储没有做成；过一会儿再发布", "the store did not do it; publish again later")},
		{name: "listing: 503 on page 2", change: remembering, faults: pageTwo(faultproxy.Answer(503, "SlowDown")), want: busyFor(beforeAll, "/")},
		{name: "listing: reset on page 2", change: remembering, faults: pageTwo(faultproxy.Cut()), want: noAnswerFor(beforeAll, "/")},
		{name: "listing: cut off in the middle of the XML", faults: fault("LIST", "", 1, forever, faultproxy.Rewrite(func(b []byte) []byte { return b[:len(b)/2] })),
			want: stops(beforeAll, "/", "看不懂存储的回答", "cannot be understood")},
		{name: "listing: fewer objects than it says", faults: fault("LIST", "", 1, forever, without(".done.")), want: lies},
		{name: "listing: silently without the commit", change: elsewhere,
			faults: fault("LIST", "", 1, forever, faultproxy.Rewrite(func(b []byte) []byte { return leftOut(b, ".done.", true) })),
			want:   outcome{ends: func(err error) bool { return errors.Is(err, ErrBusy) }, zh: "别人正在发布", en: "somebody else is publishing"}, check: untouched},
		{name: "listing: silently empty", change: elsewhere,
			faults: fault("LIST", "", 1, forever, faultproxy.Rewrite(func([]byte) []byte {
				return []byte(`<ListBucketResult><IsTruncated>false</IsTruncated><KeyCount>0</KeyCount></ListBucketResult>`)
			})),
			want: outcome{ends: func(err error) bool { return errors.Is(err, ErrBusy) }, zh: "别人正在发布", en: "somebody else is publishing"}, check: untouched},
		{name: "listing: of the verification, cut off", change: full, faults: fault("LIST", "", 2, forever, truncated("")), want: inVerify},
		{name: "listing: of the verification, fewer than it says", change: full, faults: fault("LIST", "", 2, forever, without("feed.xml")), want: inVerify},
		{name: "listing: of the verification, 500 on page 2", change: full,
			faults: both(fault("LIST", "", 2, 1, truncated(token)), fault("LIST", "", 3, forever, faultproxy.Answer(500, "InternalError"))),
			want:   stops("verify", "/", "存储没有做成", "the store did not do it")},
	}
}

// leftOut takes the first object whose key has a text out of a listing; counted: its number of objects as well.
func leftOut(page []byte, key string, counted bool) []byte {
	text := string(page)
	at := strings.Index(text, key)
	if at < 0 {
		return page
	}
	from, to := strings.LastIndex(text[:at], "<Contents>"), at+strings.Index(text[at:], "</Contents>")+len("</Contents>")
	n := strings.Count(text, "<Contents>")
	text = text[:from] + text[to:]
	if counted {
		text = strings.Replace(text, fmt.Sprintf("<KeyCount>%d<", n), fmt.Sprintf("<KeyCount>%d<", n-1), 1)
	}
	return []byte(text)
}

// remembering publishes from the computer that published before: it lists the log alone, and to its end.
func remembering(r *trial) { r.opt.State = r.home }

// elsewhere publishes from a computer that remembers nothing.
func elsewhere(r *trial) { r.opt.State = r.TempDir() }

// untouched holds that no object of the site has changed.
func untouched(r *trial, _ Report) {
	r.same(r.old, func(key string) bool { return !strings.HasPrefix(key, control) })
}

// files are the harms that come from this computer: what is to be sent changes meanwhile. They happen when the first asset is put.
func files() []harm {
	when := func(do func(r *trial)) func(*trial) {
		return func(r *trial) {
			r.proxy.Inject(faultproxy.Fault{Kind: "PUT", Match: `/assets/`, Do: faultproxy.Meanwhile(func() { do(r) })})
		}
	}
	const page = "events/1.html"
	changed := outcome{phase: "pages", is: store.ErrChanged, about: "/" + page, zh: "在上传时变了，这一个没有存上去，原来的还在", en: "changed while it was sent and was not stored, the old one is still there"}
	gone := outcome{phase: "pages", is: fs.ErrNotExist, about: "/" + page, zh: "要上传的文件读不出来", en: "cannot be read"}
	write := func(change func(data string) string) func(*trial) {
		return when(func(r *trial) { overwrite(r.T, &r.opt, page, []byte(change(r.site[page]))) })
	}
	return []harm{
		{name: "a file changes", want: changed, change: write(func(data string) string { return strings.ToUpper(data) }), check: restore},
		{name: "a file grows", want: changed, change: write(func(data string) string { return data + "more" }), check: restore},
		{name: "a file shrinks", want: changed, change: write(func(data string) string { return data[1:] }), check: restore},
		{name: "a file is empty", want: changed, change: write(func(string) string { return "" }), check: restore},
		{name: "a file vanishes", want: gone, change: when(func(r *trial) { removed(r, page) }), check: restore},
		{name: "the folder vanishes", want: outcome{ends: func(err error) bool { return errors.Is(err, fs.ErrNotExist) && errors.As(err, new(*Stopped)) }, zh: "要上传的文件读不出来", en: "cannot be read"},
			change: when(func(r *trial) { removed(r, "events") }), check: restore},
		// A build that runs meanwhile writes all pages anew. Those already sent are of the old build; the next publish sends the new one.
		{name: "the site is built anew", want: outcome{ends: func(err error) bool { return errors.Is(err, store.ErrChanged) && errors.As(err, new(*Stopped)) },
			zh: "在上传时变了", en: "changed while it was sent"}, change: when(rebuild), check: func(r *trial, _ Report) { r.opt.Site = r.site.index() }},
	}
}

func removed(r *trial, name string) {
	file := filepath.Join(r.opt.Dir, filepath.FromSlash(name))
	if err := os.RemoveAll(file); err != nil {
		r.Error(err)
	}
}

// restore writes the site again, as the next build would.
func restore(r *trial, _ Report) { r.site.write(r.T, r.opt.Dir) }

// rebuild is another build: all that changes changes once more.
func rebuild(r *trial) {
	fresh := maps.Clone(r.site)
	css := fresh.asset("site", ".css", "body { color: green }")
	fresh.page("events/0.html", "event 0, changed again", css)
	fresh.page("events/1.html", "event 1, changed again", css)
	fresh.page("events/2.html", "event 2, changed as well", css)
	fresh.page("index.html", "home again", css, "events/0.html")
	fresh.write(r.T, r.opt.Dir)
	r.site = fresh
}

// Every fault, alone, ends a publish as it must: nothing after it is begun, nothing is lost, no page ever lacks what it needs, the sentence says
// what happened to what and what to do; and the same command again brings the site, to the byte.
func TestFaults(t *testing.T) {
	server := s3server.Versitygw(t)
	for _, h := range slices.Concat(harms(), moreHarms()) {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			r := newTrial(t, server)
			if h.change != nil {
				h.change(r)
			}
			for _, f := range h.faults {
				r.proxy.Inject(f)
			}
			r.watch()
			report := r.run(h.want)
			if h.check != nil {
				h.check(r, report)
			}
			if errors.Is(h.want.is, store.ErrClock) || h.want.phase == "" && h.want.ends == nil {
				r.config.Now = nil
			}
			r.again()
		})
	}
}

// A publisher who may not delete publishes all the same; what was to be deleted is pending, in the log as well, until one comes who may. A server
// refuses with the request as a whole or key by key.
func TestMayNotDelete(t *testing.T) {
	server := s3server.Versitygw(t)
	for name, keep := range map[string]int{"nothing is kept": 0, "bodies are kept": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newTrial(t, server)
			user := "user-" + r.bucket
			server.User(t, user, "usersecret")
			rights := func(actions string) {
				server.Policy(t, r.bucket, `{"Version": "2012-10-17", "Statement": [
					{"Effect": "Allow", "Principal": {"AWS": ["`+user+`"]}, "Action": [`+actions+`], "Resource": ["arn:aws:s3:::%[1]s/*"]},
					{"Effect": "Allow", "Principal": {"AWS": ["`+user+`"]}, "Action": ["s3:ListBucket"], "Resource": ["arn:aws:s3:::%[1]s"]}]}`)
			}
			rights(`"s3:PutObject", "s3:GetObject"`)
			r.config.Credentials = func() (s3.Credentials, error) { return s3.NewCredentials(user, "usersecret", "", "test"), nil }
			r.opt.Keep = keep
			r.watch()
			want := incomplete("没能删除 events/gone.html：没有权限；请允许 user**** (test) 做 s3:DeleteObject", "events/gone.html could not be deleted: access denied; allow user**** (test) to do s3:DeleteObject")
			for range 2 { // the second time there is nothing else to do
				pending(r, r.run(want))
			}
			rights(`"s3:PutObject", "s3:GetObject", "s3:DeleteObject"`)
			if report := r.again(); report.Deleted != 1 {
				t.Errorf("%d deleted", report.Deleted)
			}
		})
	}
}

// Where old versions are kept, the publish that withdraws says that what was withdrawn is still in them, and doctor says how to purge them. To a
// publisher who may not know, doctor says where to look.
func TestVersions(t *testing.T) {
	server := s3server.Versitygw(t)
	for _, versions := range []bool{false, true} {
		r := newTrial(t, server)
		if versions {
			server.KeepVersions(t, r.bucket)
		}
		noted := func(report Report) bool {
			return slices.ContainsFunc(report.Notes, func(n problem.Text) bool { return n.Key == "publish.versions-kept" })
		}
		if noted(mustRun(t, r.opt)) {
			t.Error("nothing was withdrawn, and it says that something was")
		}
		r.opt.Withdrawn = []string{"models/1"}
		r.proxy.Counts()
		if report := mustRun(t, r.opt); noted(report) != versions || !report.Plan.Withdraws {
			t.Errorf("versions %v: the notes are %v", versions, report.Notes)
		}
		if n := r.proxy.Counts().ByKind["GET-bucket"]; n != 1 {
			t.Errorf("it asked %d times", n)
		}
		if got := r.diagnosed("versioning"); got.Good == versions || got.Grave != versions && !got.Good || versions && got.Text.Key != "publish.doctor.versioning.bad.minio" {
			t.Errorf("versions %v: %+v", versions, got)
		}
		server.User(t, r.bucket, "usersecret")
		server.Policy(t, r.bucket, `{"Version": "2012-10-17", "Statement": [
			{"Effect": "Allow", "Principal": {"AWS": ["`+r.bucket+`"]}, "Action": ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"], "Resource": ["arn:aws:s3:::%[1]s/*"]},
			{"Effect": "Allow", "Principal": {"AWS": ["`+r.bucket+`"]}, "Action": ["s3:ListBucket"], "Resource": ["arn:aws:s3:::%[1]s"]}]}`)
		r.config.Credentials = func() (s3.Credentials, error) { return s3.NewCredentials(r.bucket, "usersecret", "", "test"), nil }
		if got := r.diagnosed("versioning"); got.Good || got.Grave || !strings.Contains(got.Text.Args["error"], "s3:GetBucketVersioning") {
			t.Errorf("least rights: %+v", got)
		}
	}
}

// diagnosed gives what doctor finds of one thing. All its sentences must have words.
func (r *trial) diagnosed(check string) (finding Finding) {
	r.Helper()
	findings, err := Doctor(context.Background(), Options{Store: r.open()})
	if err != nil {
		r.Fatal(err)
	}
	for _, f := range findings {
		for _, lang := range message.Languages {
			if words := message.For(lang).Say(f.Text); !message.For(lang).Has(f.Text.Key) || strings.Contains(words, "no value") {
				r.Errorf("%s: %s", f.Check, words)
			}
		}
		if f.Check == check {
			finding = f
		}
	}
	return finding
}
