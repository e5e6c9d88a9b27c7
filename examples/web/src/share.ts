// A setting for others: as a link, as text, as a frame in another page.
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "./app";
import { settingInWords } from "./export";

/** Where the page is published: given when it is built, or undefined (build.mjs). */
declare const publishedAddress: string;

// chosen: under this name a browser keeps the address that a teacher has typed
const storedUnder = "guywire.published";
const isWeb = (address: string) => /^https?:\/\/\S+$/.test(address);

/** The address that others can open, without its fragment; empty: none is known. */
function publicAddress(): string {
  if (isWeb(location.href)) return location.origin + location.pathname;
  let typed = "";
  try {
    typed = localStorage.getItem(storedUnder) ?? "";
  } catch {
    // storage is forbidden here: it is asked for again
  }
  return isWeb(typed) ? typed : publishedAddress;
}

const isFile = () => location.protocol === "file:";
const ownAddress = () => location.href.replace(/[?#].*$/s, "");

function frame(app: App, address: string): string {
  const query = address.includes("?") ? "&embed" : "?embed";
  const source = `${address}${query}#${app.fragment(true)}`.replaceAll("&", "&amp;");
  const style = "width:100%;height:640px;border:0";
  return `<iframe src="${source}" title="${app.text.ui.title}" style="${style}"></iframe>
<script>
addEventListener("message", (e) => {
  if (e.data?.type === "guywire.height")
    for (const frame of document.querySelectorAll("iframe"))
      if (frame.contentWindow === e.source) frame.style.height = e.data.height + "px";
});
</script>`;
}

/** What is after the first "#" up to a blank; a text without one is taken as a whole. */
function fragmentOf(text: string): string {
  const found = /#(\S*)/.exec(text);
  if (found) return found[1]!;
  return isWeb(text.trim()) ? "" : text.trim();
}

const dialog = () => document.getElementById("share-dialog") as HTMLDialogElement;

export function openShare(app: App): void {
  app.show({ isSharing: true });
  dialog().showModal();
}

async function copy(app: App, id: string, what: string): Promise<void> {
  const { ui } = app.text;
  const field = document.getElementById(id) as HTMLInputElement | HTMLTextAreaElement;
  field.select();
  let done = ui.copied(what);
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    done = ui.copyFailed;
  }
  say(done);
}
/** Inside the dialog, since what lies behind it is not read out; a browser may take so long to copy
 * that the dialog is closed by then. */
function say(text: string): void {
  const place = document.getElementById("share-says");
  if (place) place.textContent = text;
}

function copyField(app: App, id: string, what: string, value: string, rows: number) {
  const { ui } = app.text;
  return html`<p class="copied">
    <label for=${id}>${what}</label>
    ${
      rows > 1
        ? html`<textarea id=${id} readonly rows=${rows} .value=${value}></textarea>`
        : html`<input type="text" id=${id} readonly .value=${value} />`
    }
    <button type="button" aria-label="${ui.copy}: ${what}" @click=${() => void copy(app, id, what)}>
      ${ui.copy}
    </button>
  </p>`;
}

export function shareDialog(app: App): TemplateResult {
  return html`<dialog
    id="share-dialog"
    class="share"
    aria-labelledby="share-title"
    @click=${(e: Event) => e.target === e.currentTarget && dialog().close()}
    @close=${() => app.show({ isSharing: false })}
  >
    ${app.isSharing ? inside(app) : nothing}
  </dialog>`;
}

function inside(app: App): TemplateResult {
  const { ui } = app.text;
  const address = publicAddress();
  const reach = isFile() ? ui.shareLocal : ui.shareNowhere;
  const fragment = app.fragment(true);
  const text = `${ui.title}. ${settingInWords(app)}\n#${fragment}`;
  return html`<div>
    <h2 id="share-title">${ui.shareTitle}</h2>
    ${address ? linkFields(app, address, fragment) : nothing}
    ${address ? nothing : html`<p class="warn" id="share-reach">${reach}</p>`}
    ${copyField(app, "share-text", ui.shareText, text, 4)}
    <p class="note">${ui.shareTextNote}</p>
    ${address ? nothing : localFields(app, fragment)}
    <p class="copied">
      <label for="share-paste">${ui.sharePaste}</label>
      <textarea id="share-paste" rows="2"></textarea>
      <button type="button" id="share-open" @click=${() => openPasted(app)}>${ui.shareOpen}</button>
    </p>
    <p class="says" id="share-says" role="status"></p>
    <p class="row">
      <button type="button" id="share-close" @click=${() => dialog().close()}>${ui.dismiss}</button>
    </p>
  </div>`;
}

/** A link that others can open, and a frame for another page. */
function linkFields(app: App, address: string, fragment: string): TemplateResult {
  const { ui } = app.text;
  return html`${copyField(app, "share-link", ui.shareLink, `${address}#${fragment}`, 1)}
    <p class="note">${ui.shareHolds}</p>
    ${copyField(app, "share-frame", ui.shareFrame, frame(app, address), 3)}
    <p class="note">${ui.shareFrameNote}</p>`;
}

/** The link that ends on this computer, and a field that helps. */
function localFields(app: App, fragment: string): TemplateResult {
  const { ui } = app.text;
  const link = `${ownAddress()}#${fragment}`;
  return html`${isFile() ? copyField(app, "share-link", ui.shareLinkHere, link, 1) : nothing}
  ${published(app)}`;
}

function openPasted(app: App): void {
  const field = document.getElementById("share-paste") as HTMLTextAreaElement;
  const pasted = field.value;
  if (!pasted.trim()) return;
  dialog().close();
  app.openFragment(fragmentOf(pasted));
}

/** Asks once where the page is published. */
function published(app: App): TemplateResult {
  const { ui } = app.text;
  const use = () => {
    const typed = (document.getElementById("share-address") as HTMLInputElement).value.trim();
    if (!isWeb(typed)) {
      say(ui.shareNoAddress);
      return;
    }
    try {
      localStorage.setItem(storedUnder, typed.replace(/[#].*$/s, ""));
    } catch {
      say(ui.shareNotStored);
      return;
    }
    app.show({ isSharing: true }); // drawn anew, with the link
    document.getElementById("share-link")?.focus();
  };
  return html`<p class="copied">
      <label for="share-address">${ui.sharePublished}</label>
      <input type="url" id="share-address" placeholder="https://" autocomplete="off" />
      <button type="button" id="share-use" @click=${use}>${ui.shareUse}</button>
    </p>
    <p class="note">${ui.sharePublishedNote}</p>`;
}
