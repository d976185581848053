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

// openBoard takes the board's port and tells its address, before anything that takes time: a browser that comes early waits until the
// daemon runs. Messages link there.
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
	d.config.Server.URL = "http://" + d.board.Addr().String()
	_, err = fmt.Fprintf(d.out, "The board:         %s/\n\n", d.config.Server.URL)
	return err
}
