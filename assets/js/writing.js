import "@github/markdown-toolbar-element";
import "./paste.js";
