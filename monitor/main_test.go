package monitor_test

import (
	"testing"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }
