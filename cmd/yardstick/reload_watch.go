package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// pace is how a watch waits.
type pace struct {
	// quiet is how long nothing must have happened before what is there is read; most is the longest it is waited for.
	quiet, most time.Duration
	// poll is how often is looked without being told: some file systems tell nothing, and a link far above is not watched.
	poll time.Duration
	// patience is how long what looks like a mistake, or like a standard taken away, must last before it counts:
	// it may be half written.
	patience time.Duration
	// names is how often the sources are asked again for names that they lacked.
	names time.Duration
}

var standardPace = pace{
	quiet: 300 * time.Millisecond, most: 5 * time.Second, poll: 10 * time.Second, patience: 2 * time.Second, names: time.Minute,
}

// fileWatch tells when something in some folders may have changed.
type fileWatch struct {
	log     *slog.Logger
	watcher *fsnotify.Watcher // nil where the machine allows none: then only polling finds changes
	watched map[string]os.FileInfo
	events  chan fsnotify.Event
	errors  chan error
}

func newFileWatch(ctx context.Context, log *slog.Logger) *fileWatch {
	w := &fileWatch{log: log, watched: map[string]os.FileInfo{}}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		log.WarnContext(ctx, "files can't be watched: changes are found a little later", slog.Any("error", err))
		return w
	}
	w.watcher, w.events, w.errors = watcher, watcher.Events, watcher.Errors
	return w
}

// follow watches folders, and no others. One that was made anew, or is linked elsewhere now, is watched anew; one that
// is not there is left to the folder above it. It tells whether something was watched anew: it may have changed before that.
func (w *fileWatch) follow(ctx context.Context, folders []string) (anew bool) {
	if w.watcher == nil {
		return false
	}
	wanted := make(map[string]bool, len(folders))
	alive := w.watcher.WatchList() // without those that were removed, whose inodes may be in use again
	for _, folder := range folders {
		wanted[folder] = true
		info, err := os.Stat(folder)
		before, known := w.watched[folder]
		if err == nil && known && os.SameFile(before, info) && slices.Contains(alive, folder) {
			continue
		}
		w.forget(folder)
		if err != nil {
			continue
		}
		if err := w.watcher.Add(folder); err != nil {
			w.log.WarnContext(ctx, "folder can't be watched: its changes are found a little later",
				slog.String("folder", folder), slog.Any("error", err))
			continue
		}
		w.watched[folder], anew = info, true
	}
	for folder := range w.watched {
		if !wanted[folder] {
			w.forget(folder)
		}
	}
	return anew
}

func (w *fileWatch) forget(folder string) {
	if _, known := w.watched[folder]; known {
		_ = w.watcher.Remove(folder) // it may be gone, and the watch with it
		delete(w.watched, folder)
	}
}

func (w *fileWatch) close() {
	if w.watcher != nil {
		_ = w.watcher.Close()
	}
}

// until calls look at once, and whenever the files have been quiet after something happened, when wake says so, and
// now and then, until ctx ends. look gives the folders to watch, and how soon it wants to be called again; 0 for when something
// happens.
func (p pace) until(
	ctx context.Context, log *slog.Logger, wake <-chan os.Signal, look func(ctx context.Context, woken bool) ([]string, time.Duration),
) {
	w := newFileWatch(ctx, log)
	defer w.close()
	settled := time.NewTimer(0)
	defer settled.Stop()
	poll := time.NewTicker(p.poll)
	defer poll.Stop()
	var since time.Time // of what has happened and was not looked at; zero for nothing
	for {
		woken := false
		select {
		case <-ctx.Done():
			return
		case <-w.events:
			if since.IsZero() {
				since = time.Now()
			}
			settled.Reset(max(min(p.quiet, time.Until(since.Add(p.most))), 0))
			continue
		case <-w.errors: // events were lost
		case <-settled.C:
		case <-poll.C:
		case <-wake:
			woken = true
		}
		since = time.Time{}
		folders, again := look(ctx, woken)
		if w.follow(ctx, folders) && again == 0 {
			again = p.quiet
		}
		if again > 0 {
			settled.Reset(again)
		}
	}
}

// foldersOf gives the folders in which a change of files can be seen: of each as it is named and as its links lead, and
// of a folder also itself; the one above is where it is taken away, made again, or linked elsewhere.
func foldersOf(files []string) []string {
	var folders []string
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.IsDir() {
			folders = append(folders, file)
		}
		folders = append(folders, filepath.Dir(file))
		if target, err := filepath.EvalSymlinks(file); err == nil {
			folders = append(folders, filepath.Dir(target))
		}
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}
