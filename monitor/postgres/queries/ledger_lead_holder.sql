SELECT epoch, holder, standards FROM leader
