// A small picture of a file that was chosen. It is drawn: the portal's policy loads no pictures but the server's.

const WIDTH = 64;
const HEIGHT = 48;
const LARGEST = 20 * 1024 * 1024;
const KINDS = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"];

/** The picture as an element; nothing for what is none. */
export async function drawSmall(file) {
	if (!KINDS.includes(file.type) || file.size > LARGEST) {
		return null;
	}
	try {
		const bitmap = await createImageBitmap(file);
		const scale = Math.min(WIDTH / bitmap.width, HEIGHT / bitmap.height, 1);
		const canvas = document.createElement("canvas");
		canvas.width = Math.max(1, Math.round(bitmap.width * scale));
		canvas.height = Math.max(1, Math.round(bitmap.height * scale));
		canvas.className = "thumbnail";
		canvas.setAttribute("aria-hidden", "true");
		canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
		bitmap.close();
		return canvas;
	} catch {
		return null;
	}
}
