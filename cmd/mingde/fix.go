package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"mingde/internal/build"
	"mingde/internal/mend"
	"mingde/internal/problem"
)

// fix shows what the certain mendings of a check change, makes them where the user agrees, and checks again. It asks at a terminal;
// elsewhere nothing is written without a yes.
func (p *program) fix(ctx context.Context, opt build.Options, result build.Result, yes bool) (build.Result, error) {
	files, err := mend.Plan(result.Problems, func(path string) ([]byte, error) {
		return os.ReadFile(filepath.Join(opt.Root, filepath.FromSlash(path)))
	})
	if err != nil || len(files) == 0 {
		return result, err
	}
	edits := 0
	for _, f := range files {
		edits += f.Edits
		fmt.Fprint(p.stdout, f.Diff(isTerminal(p.stdout)))
	}
	if !yes && isTerminal(p.stdin) && isTerminal(p.stderr) {
		yes = p.confirmed(ctx, "cmd.check-fix-confirm")
	}
	count := problem.Args{"edits": strconv.Itoa(edits), "files": strconv.Itoa(len(files))}
	if !yes {
		fmt.Fprintln(p.stderr, p.say.Words("cmd.check-not-fixed", count))
		return result, ctx.Err()
	}
	for _, f := range files {
		if err := f.Write(opt.Root); errors.Is(err, mend.ErrChanged) {
			p.complain(p.say.Words("cmd.check-fix-changed", problem.Args{"file": f.Path}))
			return result, exit(machine)
		} else if err != nil {
			return result, err
		}
	}
	fmt.Fprintln(p.stderr, p.say.Words("cmd.check-fixed", count))
	return build.Check(ctx, opt)
}
