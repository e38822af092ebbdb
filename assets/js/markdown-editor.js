import "@github/markdown-toolbar-element";
import "./mentions.js";
import "./attachments.js";
import "./drafts.js";
import "./similar.js";
