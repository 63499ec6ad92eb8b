package check

import (
	"path"
	"strings"

	"mingde/internal/photo"
	"mingde/internal/problem"
	"mingde/internal/source"
)

// ruleLocated tells of a picture that is published as it is and says where it was taken.
var ruleLocated = problem.Rule{ID: "static-located", Severity: problem.Warning}

var locatedRules = []problem.Rule{ruleLocated}

// located looks at the pictures among the static files, the only ones that are not re-encoded.
func located(s *Subject, found report) {
	for _, file := range s.Own {
		if !strings.HasPrefix(file, source.Static+"/") {
			continue
		}
		switch strings.ToLower(path.Ext(file)) {
		case ".jpg", ".jpeg", ".png", ".webp":
		default:
			continue
		}
		src, err := s.Source(file)
		if err != nil {
			continue // told where it is copied
		}
		if info, bad := photo.Inspect(src); bad == nil && info.Located {
			found(ruleLocated.At(problem.Place{File: file}, nil))
		}
	}
}
