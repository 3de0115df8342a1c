/** A figure as a picture, the way it stands on the screen. */

const SCALE = 2;
const TYPE = "image/png";

/** Styles come from sheets that a picture cannot see: each element carries its own. */
function dressed(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  if (to instanceof HTMLElement || to instanceof SVGElement) {
    for (const name of style) to.style.setProperty(name, style.getPropertyValue(name));
    to.style.setProperty("transition", "none");
    to.style.setProperty("animation", "none");
  }
  [...from.children].forEach((child, at) => {
    const copy = to.children[at];
    if (copy) dressed(child, copy);
  });
}

const FREE = ["width", "height", "inline-size", "block-size"];

/** What is only for the hand (menus, buttons) stays out, and the last line says the period and as of when. */
function copyOf(figure: HTMLElement, foot: string): HTMLElement {
  const copy = figure.cloneNode(true) as HTMLElement;
  dressed(figure, copy);
  copy.querySelectorAll("[data-hand]").forEach((part) => part.remove());
  const line = copy.querySelector<HTMLElement>("[data-foot]");
  if (line) line.textContent = foot;
  for (const part of [line, line?.parentElement]) FREE.forEach((name) => part?.style.setProperty(name, "auto"));
  copy.style.setProperty("margin", "0");
  return copy;
}

function footHeight(figure: HTMLElement): number {
  return figure.querySelector("[data-foot]")?.parentElement?.getBoundingClientRect().height ?? 0;
}

/** The last line may need more room than the one on the screen; the picture is as much higher. */
function fitted(copy: HTMLElement, figure: HTMLElement): number {
  const shelf = document.createElement("div");
  Object.assign(shelf.style, { position: "fixed", left: "-10000px", top: "0" });
  shelf.append(copy);
  document.body.append(shelf);
  const more = footHeight(copy) - footHeight(figure);
  shelf.remove();
  const height = Math.ceil(figure.getBoundingClientRect().height + more);
  for (const name of ["height", "block-size"]) copy.style.setProperty(name, `${height}px`);
  return height;
}

async function imageOf(copy: HTMLElement, width: number, height: number): Promise<HTMLImageElement> {
  copy.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
  const body = new XMLSerializer().serializeToString(copy);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${body}</foreignObject></svg>`;
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  return image;
}

/** The picture of a figure, twice as sharp as the screen, with `foot` as its last line. */
export async function pictureOf(figure: HTMLElement, foot: string): Promise<Blob> {
  const { width } = figure.getBoundingClientRect();
  const copy = copyOf(figure, foot);
  const height = fitted(copy, figure);
  const image = await imageOf(copy, width, height);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * SCALE, height * SCALE];
  const brush = canvas.getContext("2d");
  if (!brush) throw new Error("no canvas");
  brush.scale(SCALE, SCALE);
  brush.drawImage(image, 0, 0);
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), TYPE);
  });
}

/** Hand a picture over as a file. */
export function download(picture: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(picture);
  link.download = `${name}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
