# What all pages share.

web-skip = Skip to the content
