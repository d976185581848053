// The board works without this. It has pages refresh themselves, and / lead to the filters.
"use strict";
(() => {
	const main = document.getElementById("main");
	const said = document.getElementById("refresh");
	const every = Number(main.dataset.fresh || 0) * 1000;
	let busy = false, failures = 0;

	// Whoever types, or has opened a choice, is not disturbed.
	const typing = () => {
		const at = document.activeElement;
		return at && /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName);
	};

	// A place on the page that can be found again after its elements have been replaced.
	const place = (at) => {
		if (!at || !main.contains(at) || at === main) return null;
		if (at.id) return (root) => root.querySelector("#" + CSS.escape(at.id));
		const href = at.getAttribute("href");
		const kind = at.tagName.toLowerCase();
		const same = [...main.querySelectorAll(kind)].filter((e) => e.getAttribute("href") === href);
		const n = same.indexOf(at);
		return (root) => [...root.querySelectorAll(kind)].filter((e) => e.getAttribute("href") === href)[n];
	};

	const refresh = async () => {
		if (busy || document.hidden || typing() || String(getSelection())) return;
		busy = true;
		try {
			const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error", cache: "no-store" });
			if (answer.status === 401) { location.reload(); return; }
			if (!answer.ok) throw new Error("status " + answer.status);
			const text = await answer.text();
			if (typing()) return;
			const page = new DOMParser().parseFromString(text, "text/html");
			const fresh = page.getElementById("main");
			if (!fresh) throw new Error("not a page of the board");
			const find = place(document.activeElement), x = scrollX, y = scrollY;
			main.replaceChildren(...document.importNode(fresh, true).childNodes);
			document.title = page.title;
			const now = page.querySelector(".foot time"), shown = document.querySelector(".foot time");
			if (now && shown) shown.replaceWith(document.importNode(now, true));
			const again = find && find(main);
			if (again) again.focus({ preventScroll: true });
			scrollTo(x, y);
			failures = 0;
			said.textContent = "";
		} catch {
			failures++;
			if (failures > 1) said.textContent = "It could not be refreshed since; it is tried again.";
		} finally {
			busy = false;
		}
	};

	if (every > 0) {
		setInterval(refresh, every);
		document.addEventListener("visibilitychange", refresh);
	}

	document.addEventListener("keydown", (event) => {
		if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing()) return;
		const filter = main.querySelector(".filters input, .filters select");
		if (!filter) return;
		event.preventDefault();
		filter.focus();
		if (filter.select) filter.select();
	});
})();
