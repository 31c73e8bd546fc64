"""The pictures of the demo's pieces, drawn as SVG: one module for each kind of piece."""
