package archtest

// law is what the rules hold a tree to. Packages are named by their folder below internal/; one outside of it by its
// path from the top.
type law struct {
	// floors lists the packages from the lowest floor up. A package imports lower floors only, so that each can be
	// read, tested and replaced without what stands above it.
	floors [][]string
	// peers are the imports within a floor that are allowed all the same, or of the program by a helper of tests, with the reason.
	peers map[edge]string
	// later are packages that will come, with their floors. They must not exist yet: whoever writes one moves it up
	// into the floors in the same change.
	later map[string]int
	// testOnly are packages that only tests import.
	testOnly []string
	// middle are the packages between the two ends of the program: values in, values out.
	middle []string
	// owners are imports that one package alone may have.
	owners map[string]owner
	// modules are the modules that code may import directly.
	modules map[string]module
	// top is what may lie at the top of the repository.
	top []string
}

// edge is one import between packages.
type edge struct{ from, to string }

// owner is the one package that may import something, and why.
type owner struct{ pkg, why string }

// module is one allowed module: what it is for, and whether only tests may import it.
type module struct {
	why       string
	testsOnly bool
}

var project = law{
	floors: [][]string{
		0: {"filelock", "history", "parallel", "problem", "message", "layouts", "static"},
		1: {"calendar", "figure", "markdown", "decode", "source", "cache", "output", "pinyin", "personal", "notice", "metadata", "codec", "notify", "mend", "publish/store"},
		2: {"config", "entry", "photo", "document", "words", "publish/dir", "publish/s3"},
		3: {"showcase", "schema", "scaffold"},
		4: {"page"},
		5: {"check", "feed", "layout", "preview", "search"},
		6: {"build"},
		7: {"watch", "publish"},
		8: {"cmd/mingde"},
	},
	peers: map[edge]string{
		{"message", "problem"}:                 "the catalogue says problem.Text; problem itself has no language",
		{"check", "layout"}:                    "the table of rules names those of layouts as well; check uses nothing else of them",
		{"publish/storetest", "publish/store"}: "it is the suite of an interface, and shares nothing with what implements it",
	},
	later:    map[string]int{},
	testOnly: []string{"archtest", "pagetest", "sitegen", "publish/storetest", "publish/faultproxy", "publish/s3server", "publish/ossfake"},
	middle: []string{
		"problem", "message", "codec", "pinyin", "personal", "notice", "metadata", "calendar", "figure", "markdown", "decode", "config", "entry", "photo", "document", "words", "showcase",
		"schema", "page", "check", "feed", "layout", "preview", "search",
	},
	owners: map[string]owner{
		"github.com/aws":           {"publish/s3", "so that what is sent over the wire is decided in one place"},
		"github.com/yuin/goldmark": {"markdown", "so that it can be replaced in one place, and bodies come out of one parser only"},
	},
	modules: map[string]module{
		"github.com/BurntSushi/toml":              {why: "front matter and settings, and what is wrong with them"},
		"github.com/agnivade/levenshtein":         {why: "did you mean"},
		"github.com/aws/aws-sdk-go-v2":            {why: "what its client of S3 is told and gives: credentials, signatures"},
		"github.com/aws/aws-sdk-go-v2/service/s3": {why: "S3, the only client that signs the headers by which OSS and COS create without overwriting"},
		"github.com/aws/smithy-go":                {why: "the requests of that client: headers, errors"},
		"github.com/bep/imagemeta":                {why: "orientation of photos"},
		"github.com/ledongthuc/pdf":               {why: "the text of PDFs among the attachments"},
		"github.com/fsnotify/fsnotify":            {why: "changes while an editor works"},
		"github.com/mozillazg/go-pinyin":          {why: "holds the table of readings against it", testsOnly: true},
		"github.com/nicksnyder/go-i18n/v2":        {why: "messages in two languages"},
		"github.com/pelletier/go-toml/v2":         {why: "valid TOML at a quarter of the cost; its syntax tree, for the places of values"},
		"github.com/piglig/go-qr":                 {why: "the code by which a phone finds the preview"},
		"github.com/rogpeppe/go-internal":         {why: "testscript", testsOnly: true},
		"github.com/spf13/cobra":                  {why: "the command line"},
		"github.com/spf13/pflag":                  {why: "the flags of cobra"},
		"github.com/yuin/goldmark":                {why: "Markdown"},
		"golang.org/x/image":                      {why: "scaling and further formats of photos"},
		"golang.org/x/net":                        {why: "host names of links, and for tests the parser of pages"},
		"golang.org/x/sys":                        {why: "locks, atomic renames on Windows, kinds of file systems"},
		"golang.org/x/term":                       {why: "progress only on a terminal"},
		"golang.org/x/text":                       {why: "order by stroke and pinyin, width folding"},
		"golang.org/x/tools":                      {why: "txtar", testsOnly: true},
	},
	top: []string{
		"cmd", "content", "layouts", "static", "internal", "go.mod", "go.sum", "site.toml", "README.md", "LICENSE",
		"Makefile", ".gitignore", ".ci",
	},
}

// floor gives the floor of a package.
func (l *law) floor(pkg string) (floor int, known bool) {
	for i, names := range l.floors {
		for _, name := range names {
			if name == pkg {
				return i, true
			}
		}
	}
	return 0, false
}
