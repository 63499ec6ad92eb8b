package layout

import (
	"html/template"
	"maps"
	"slices"
	"strings"
	"sync"
	texttemplate "text/template"
	"text/template/parse"

	"mingde/internal/page"
	"mingde/internal/problem"
)

// Parse takes all layouts of a site, by name as "layouts/home.html", the site's own already in the place of the embedded
// ones, and finds every mistake that can be found without a view: in the syntax, in names, in the HTML around actions.
// With an error among the problems the Set is nil.
func Parse(files map[string][]byte) (*Set, []problem.Problem) {
	s := &Set{
		byType: make([]*compiled, len(page.Types())),
		card:   newFragments(cardView), row: newFragments(cardView), honour: newFragments(honourView), honourRow: newFragments(honourView),
		header: newFragments(chromeView), footer: newFragments(chromeView),
	}
	lib, problems := read(files, s.functions())
	all := compile(lib, s.functions())
	for _, r := range all {
		problems = append(problems, r.problems...)
	}
	problems = slices.CompactFunc(problem.Sort(append(problems, lib.unused(all)...)), samePlace)
	if errors, _ := problem.Count(problems); errors > 0 {
		return nil, problems
	}
	for _, t := range page.Types() {
		if name := t.Layout(); name != "" {
			s.byType[t] = all[name+".html"].compiled
		}
	}
	s.card.compiled, s.row.compiled, s.honour.compiled = all[cardFile].compiled, all[rowFile].compiled, all[honourFile].compiled
	s.honourRow.compiled = all[honourRowFile].compiled
	s.header.compiled, s.footer.compiled = all[headerFile].compiled, all[footerFile].compiled
	return s, problems
}

// samePlace tells of two problems that they are one: what base.html gets wrong, it does so for every type of view.
func samePlace(a, b problem.Problem) bool {
	return a.Place == b.Place && a.Message.Key == b.Message.Key
}

// What the templates of fragments see: the mark, and the value.
type (
	cardData struct {
		Root template.URL
		Card *page.Card
	}
	honourData struct {
		Root   template.URL
		Honour *page.Honour
	}
	chromeData struct {
		Root   template.URL
		Chrome *page.Chrome
	}
)

func cardView(c *page.Card) any     { return &cardData{mark, c} }
func honourView(h *page.Honour) any { return &honourData{mark, h} }
func chromeView(c *page.Chrome) any { return &chromeData{mark, c} }

// library is all files, parsed. A template of html/template is changed when it is escaped, so that each layout takes
// copies of the trees that it reaches.
type library struct {
	files  map[string]*source    // by name below Folder: "home.html"
	shared map[string]definition // the templates of base.html and the partials, by name
}

// source is one file.
type source struct {
	name    string // below Folder
	text    string
	trees   map[string]*parse.Tree // by template name; nil when the file is broken
	problem bool
}

type definition struct {
	tree *parse.Tree
	in   *source
}

func read(files map[string][]byte, functions functionTable) (*library, []problem.Problem) {
	lib := &library{files: map[string]*source{}, shared: map[string]definition{}}
	dynamic := functions.dynamic()
	var problems []problem.Problem
	for _, path := range slices.Sorted(maps.Keys(files)) {
		name, inside := strings.CutPrefix(path, Folder)
		if !inside || !strings.HasSuffix(name, ".html") {
			continue
		}
		src := &source{name: name, text: string(files[path])}
		lib.files[name] = src
		trees, err := trees(src, dynamic)
		if err != nil {
			src.problem = true
			problems = append(problems, src.broken(err))
			continue
		}
		src.trees = trees
		if isPage(name) {
			continue
		}
		for _, defined := range slices.Sorted(maps.Keys(trees)) {
			if first, twice := lib.shared[defined]; twice {
				p := src.at(trees[defined].Root.Position())
				problems = append(problems, RuleBroken.At(p, problem.Args{"name": defined, "file": Folder + first.in.name}).
					WithMessage("rule.layout-broken.twice"))
				continue
			}
			lib.shared[defined] = definition{trees[defined], src}
		}
	}
	return lib, problems
}

// isPage tells whether a file is the layout of a page type, whose templates are seen by that type alone.
func isPage(name string) bool { return name != baseFile && !strings.HasPrefix(name, "partials/") }

// trees parses one file into its templates: the file itself under its own name, and what it defines.
func trees(src *source, functions template.FuncMap) (map[string]*parse.Tree, error) {
	t, err := texttemplate.New(src.name).Funcs(texttemplate.FuncMap(functions)).Parse(src.text)
	if err != nil {
		return nil, err
	}
	all := map[string]*parse.Tree{}
	for _, t := range t.Templates() {
		if t.Tree != nil && t.Tree.Root != nil {
			all[t.Name()] = t.Tree
		}
	}
	return all, nil
}

// result is what became of one layout or fragment.
type result struct {
	*compiled
	problems []problem.Problem
}

// layoutFiles are the files of the page types, each once.
func layoutFiles() []string {
	var names []string
	for _, t := range page.Types() {
		if name := t.Layout(); name != "" {
			names = append(names, name+".html")
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// compile makes all layouts and fragments, each by itself and so in parallel; the closures of layouts contain those of
// the fragments that they call.
func compile(lib *library, functions functionTable) map[string]*result {
	fragments := []string{cardFile, rowFile, honourFile, honourRowFile, headerFile, footerFile}
	layouts := layoutFiles()
	made := make([]*result, len(fragments)+len(layouts))
	var wg sync.WaitGroup
	for i, name := range fragments {
		wg.Go(func() { made[i] = lib.fragment(name) })
	}
	for i, name := range layouts {
		wg.Go(func() { made[len(fragments)+i] = lib.layout(name, functions) })
	}
	wg.Wait()
	all := map[string]*result{}
	for i, name := range append(fragments, layouts...) {
		all[name] = made[i]
	}
	for _, name := range layouts {
		for _, f := range all[name].closure.fragments {
			all[name].closure.join(all[f].closure)
		}
	}
	for _, r := range all {
		r.closure.seal(lib)
	}
	return all
}

// layout makes the template of one page type: base.html with the templates of its file.
func (lib *library) layout(name string, functions functionTable) *result {
	own := lib.files[name]
	if own == nil || lib.files[baseFile] == nil {
		missing := name
		if own != nil {
			missing = baseFile
		}
		return lib.missing(missing)
	}
	r := lib.reach(baseFile, own)
	if r.problems == nil && own.trees != nil && own.trees[mainName] == nil {
		r.problems = append(r.problems, RuleBroken.At(problem.Place{File: Folder + name}, nil).WithMessage("rule.layout-broken.main"))
	}
	r.escape(baseFile, own, functions)
	return r.result()
}

// fragment makes the template of one of the partials that are rendered apart.
func (lib *library) fragment(name string) *result {
	if lib.files[name] == nil {
		return lib.missing(name)
	}
	r := lib.reach(name, nil)
	for _, defined := range r.names() {
		r.problems = append(r.problems, checkFragment(r.reached[defined])...)
	}
	r.escape(name, lib.files[name], elements())
	return r.result()
}

func (lib *library) missing(name string) *result {
	p := RuleBroken.At(problem.Place{File: Folder + name}, nil).WithMessage("rule.layout-broken.missing")
	return &result{&compiled{}, []problem.Problem{p}}
}

func (r *reach) result() *result {
	return &result{&compiled{template: r.template, program: r.program, gaveUp: r.gaveUp, closure: r.closure}, r.problems}
}

// escape makes the template and lets html/template look at every action's surroundings, by executing it with nothing:
// the wrapper then prints nothing.
func (r *reach) escape(root string, from *source, functions functionTable) {
	if len(r.problems) > 0 || r.incomplete {
		return
	}
	t, err := r.assemble(root, functions.dynamic())
	if err == nil {
		err = t.Execute(nothing{}, nil)
	}
	if err != nil {
		r.problems = append(r.problems, r.unsound(err, from))
		return
	}
	r.template = t
	r.program = r.compile(views[from.name], functions)
}

// assemble puts copies of the reached templates together. html/template makes a copy of its own of a template that is called
// inside of a tag, and shows it to nobody; where there is one under its name, it takes that.
func (r *reach) assemble(root string, functions template.FuncMap) (*template.Template, error) {
	t, err := template.New("").Funcs(functions).Parse(`{{with .}}{{template "` + root + `" .}}{{end}}`)
	if err != nil {
		return nil, err
	}
	for _, name := range r.names() {
		if _, err := t.AddParseTree(name, r.reached[name].tree.Copy()); err != nil {
			return nil, err
		}
		for _, inside := range r.reached[name].calledInTags() {
			if d, ok := r.reached[inside]; ok {
				if _, err := t.AddParseTree(inside+copied+"stateTag", d.tree.Copy()); err != nil {
					return nil, err
				}
			}
		}
	}
	return t, nil
}

// copied comes before the surroundings in the names of html/template's own copies.
const copied = "$htmltemplate_"

// calledInTags lists the templates that are called between < and >.
func (d definition) calledInTags() (names []string) {
	walk(d.tree.Root, func(n parse.Node) {
		if n, ok := n.(*parse.TemplateNode); ok {
			before := d.in.text[:n.Position()]
			if strings.LastIndexByte(before, '<') > strings.LastIndexByte(before, '>') {
				names = append(names, n.Name)
			}
		}
	})
	return names
}

type nothing struct{}

func (nothing) Write(b []byte) (int, error) { return len(b), nil }
