package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/rules"
)

// connected is a source that answers, and the standards bound to what it has.
type connected struct {
	*postgres.Source
	config     config.Source
	vocabulary *rules.Vocabulary
	book       *rules.Rulebook
}

// connect opens the sources (or the only one named) and binds the histories to each. A name in a standard that none of
// them has is an error, since it would silently match nothing.
func (w *workspace) connect(ctx context.Context, only string, histories []rules.History) error {
	wanted, err := w.named(only)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(w.config.Sources, func(s config.Source) bool { return s.URL.Empty() }) {
		if err := w.openDatabase(ctx); err != nil { // it is where they are
			return err
		}
	}
	var unknown monitor.UnknownNames
	for _, source := range wanted {
		c, err := w.connectOne(ctx, source)
		if err != nil {
			return err
		}
		var names []rules.UnknownName
		c.book, names = rules.Bind(histories, c.vocabulary)
		unknown.Add(source.Name, append(names, w.config.Lacks(w.set, c.vocabulary)...))
		w.sources = append(w.sources, c)
	}
	err = unknown.Err()
	if err != nil && only != "" && w.knownElsewhere(ctx, only, histories, unknown) {
		return nil
	}
	return advised(err)
}

// knownElsewhere tells whether the other sources have all the names that the only one asked for lacks.
func (w *workspace) knownElsewhere(ctx context.Context, only string, histories []rules.History, unknown monitor.UnknownNames) bool {
	for _, source := range w.config.Sources {
		if source.Name == only {
			continue
		}
		c, err := w.connectOne(ctx, source)
		if err != nil {
			return false
		}
		_, names := rules.Bind(histories, c.vocabulary)
		unknown.Add(source.Name, append(names, w.config.Lacks(w.set, c.vocabulary)...))
	}
	return unknown.Err() == nil
}

// named gives the sources of a name, all of them for "".
func (w *workspace) named(only string) ([]config.Source, error) {
	var names []string
	for _, s := range w.config.Sources {
		if s.Name == only {
			return []config.Source{s}, nil
		}
		names = append(names, s.Name)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s names no sources: say under `sources:` where the tickets are", shortest(w.config.Path))
	}
	if only != "" {
		return nil, fmt.Errorf("there is no source %q%s", only, advice(only, names))
	}
	return w.config.Sources, nil
}

func (w *workspace) connectOne(ctx context.Context, s config.Source) (*connected, error) {
	source, err := postgres.NewSource(ctx, w.sourceOptions(s))
	if err != nil {
		return nil, err
	}
	w.onClose(source.Close)
	vocabulary, err := source.Vocabulary(ctx)
	var missing *postgres.MissingColumnError
	if errors.As(err, &missing) {
		return nil, fmt.Errorf("%w%s", err, advice(missing.Column, missing.Have))
	}
	if err != nil {
		return nil, err
	}
	return &connected{Source: source, config: s, vocabulary: vocabulary}, nil
}

// sourceOptions are a source's settings. Where it has no URL it is in the ledger's database.
func (w *workspace) sourceOptions(s config.Source) postgres.SourceOptions {
	options := postgres.SourceOptions{
		Name: s.Name, URL: s.URL.Reveal(), Location: s.Location, Tickets: s.Tickets, Events: s.Events, Kinds: s.Kinds,
		EventsSince: s.EventsSince,
	}
	if options.URL == "" {
		options.URL = w.databaseURL
	}
	for _, m := range s.Milestones {
		options.Milestones = append(options.Milestones, postgres.Milestone(m))
	}
	return options
}

// advice is "; did you mean …", or what there is to choose from, or nothing.
func advice(written string, names []string) string {
	if hint := config.DidYouMean(written, names); hint != "" {
		return "; " + hint
	}
	return ""
}
