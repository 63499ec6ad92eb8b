package main

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mingde/internal/decode"
	"mingde/internal/problem"
)

// usageError is a mistake on the command line. Command is the one to ask for help, "" where that would not help.
type usageError struct {
	problem.Text
	command string
}

func (e usageError) Error() string { return e.Key }

// mistake makes a usage error of a sentence and its arguments, name and value in turn.
func mistake(key string, pairs ...string) error { return usageError{Text: sentence(key, pairs)} }

// misuse is a mistake that the help of a command explains.
func misuse(cmd *cobra.Command, key string, pairs ...string) error {
	return usageError{sentence(key, pairs), cmd.CommandPath()}
}

func sentence(key string, pairs []string) problem.Text {
	args := problem.Args{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return problem.Text{Key: key, Args: args}
}

// flagMistake makes a usage error of what the flag parser complains about.
func flagMistake(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var missing *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	var syntax *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &unknown):
		return unknownFlag(cmd, unknown.GetSpecifiedName())
	case errors.As(err, &missing):
		return misuse(cmd, "cmd.flag-needs-value", "flag", dashed(missing.GetSpecifiedName()))
	case errors.As(err, &invalid):
		if invalid.GetFlag().Value.Type() == "duration" {
			return misuse(cmd, "cmd.flag-duration", "flag", "--"+invalid.GetFlag().Name, "value", invalid.GetValue())
		}
		return misuse(cmd, "cmd.flag-value", "flag", "--"+invalid.GetFlag().Name, "value", invalid.GetValue())
	case errors.As(err, &syntax):
		return misuse(cmd, "cmd.unknown-flag", "flag", syntax.GetSpecifiedFlag())
	}
	return err
}

func unknownFlag(cmd *cobra.Command, name string) error {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := decode.Nearest(name, names); near != "" && len(name) > 1 {
		return misuse(cmd, "cmd.unknown-flag-near", "flag", dashed(name), "near", dashed(near))
	}
	return misuse(cmd, "cmd.unknown-flag", "flag", dashed(name))
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}
