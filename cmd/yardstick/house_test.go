package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestImageIsWhatCIStarts keeps one way of building: the image and CI both build through .ci/build, so that the flags
// can't part. No container engine is needed to see it.
func TestImageIsWhatCIStarts(t *testing.T) {
	image, ci := readHouse(t, "Dockerfile"), readHouse(t, ".ci/run")
	if !strings.Contains(image, "RUN .ci/build /out/yardstick") {
		t.Error("the Dockerfile does not build through .ci/build")
	}
	if !regexp.MustCompile(`(?m)^\s*\.ci/build "\$root/yardstick"$`).MatchString(ci) {
		t.Error(".ci/run does not build the binary it starts through .ci/build")
	}
	if strings.Contains(image, "go build") || strings.Contains(ci, "-ldflags") {
		t.Error("build flags stand outside .ci/build")
	}
	for _, flag := range []string{"CGO_ENABLED=0", "-trimpath", "-X main.version="} {
		if !strings.Contains(readHouse(t, ".ci/build"), flag) {
			t.Errorf(".ci/build lacks %s", flag)
		}
	}
}

// TestImageIsBare wants the last stage to hold nothing but what is copied into it, and to run without privileges.
func TestImageIsBare(t *testing.T) {
	image := readHouse(t, "Dockerfile")
	stages := regexp.MustCompile(`(?m)^FROM (\S+)`).FindAllStringSubmatch(image, -1)
	if len(stages) != 2 || stages[1][1] != "scratch" {
		t.Fatalf("want a build stage and scratch, got %v", stages)
	}
	if !regexp.MustCompile(`^golang:\d+\.\d+\.\d+-\w+$`).MatchString(stages[0][1]) {
		t.Errorf("%s is not an exact tag", stages[0][1])
	}
	if !regexp.MustCompile(`(?m)^USER [1-9]\d*:[1-9]\d*$`).MatchString(image) {
		t.Error("the image runs as root, or as a user that scratch can't look up")
	}
	wanted := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(readHouse(t, "go.mod"))[1]
	if !strings.HasPrefix(stages[0][1], "golang:"+wanted+".") {
		t.Errorf("the image is built by %s, go.mod wants %s", stages[0][1], wanted)
	}
}

// TestImageSeesEveryPackage reads .dockerignore, which shuts everything out that it does not name.
func TestImageSeesEveryPackage(t *testing.T) {
	ignored := strings.Split(readHouse(t, ".dockerignore"), "\n")
	if !slices.Contains(ignored, "*") {
		t.Fatal(".dockerignore lets in what nobody asked for")
	}
	for _, u := range readUnits(t, root) {
		top, _, _ := strings.Cut(u.path, "/")
		if !slices.Contains(ignored, "!"+top) {
			t.Errorf(".dockerignore keeps %s from the build", u.path)
		}
	}
}

func readHouse(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
