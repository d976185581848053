-- Finds no row once there is a later epoch, and keeps one from coming until the transaction ends. $1 epoch.
SELECT epoch FROM leader WHERE epoch = $1 FOR KEY SHARE
