"""The draw of a committee: frozen pool, seed of several hands, equal chances or a published lottery, checkable."""
