// Package webhook posts what happens to addresses of the operator's choice, as signed JSON, for whatever is to be done with it.
//
// Its rules:
//
//   - Only hosts that yardstick.yaml allows are spoken to, by HTTPS; plain HTTP is for loopback. An answer that leads
//     elsewhere is not followed.
//   - A post is tried once, and the answer sorted (see failure.go). A post whose answer is lost is sent again: at least once
//     is what can be promised. Idempotency-Key is the same then, by which a double is known.
//   - Each request is signed (see sign.go).
//   - The address is a secret, and so is the key: they are in no error and in no log.
//
// What is sent is described, with an example, in docs/notifiers.md. Its fields stay; new ones may come.
package webhook
