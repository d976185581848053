package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// boardListener opens the board's address, or any free one of this machine where that is taken: somebody who wants to see the
// demo should not have to find out what else runs here.
func boardListener(ctx context.Context, address string) (net.Listener, error) {
	listener, err := listen(ctx, address)
	if !errors.Is(err, syscall.EADDRINUSE) {
		return listener, err
	}
	return listen(ctx, "127.0.0.1:0")
}

// boardAddress is what to open in a browser. It answers as soon as the daemon runs, and waits until then.
func (d *demo) boardAddress() string { return "http://" + d.board.Addr().String() + "/" }

// openBoard takes the board's port and tells it, before anything that takes time.
func (d *demo) openBoard(ctx context.Context) (err error) {
	if d.board, err = boardListener(ctx, d.config.Server.Listen); err != nil {
		return err
	}
	d.onClose(func() error {
		if err := d.board.Close(); err != nil && !errors.Is(err, net.ErrClosed) { // as it is once it was served
			return err
		}
		return nil
	})
	_, err = fmt.Fprintf(d.out, "The board:         %s\n\n", d.boardAddress())
	return err
}
