// Package pagetest holds built pages against the tools that judge pages: the Nu checker, html-validate, axe and a real
// browser, and a crawler that follows every link as a reader of a USB stick would. It knows HTML and nothing of mingde:
// neither which page types there are nor how a page was made.
//
// The tools are those of package.json beside this file and Debian's chromium, installed by `make tools`. A test whose
// tool is missing fails and says so; none is ever passed over.
package pagetest
