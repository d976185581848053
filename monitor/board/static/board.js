// The board works without this. It has pages refresh themselves, and / lead to the filters.
"use strict";
(() => {
	const main = document.getElementById("main");
	const said = document.getElementById("refresh");
	const every = Number(main.dataset.fresh || 0) * 1000;
	let asking = null, ticks = 0, failures = 0, kept = 0;

	// Says that what is shown is old, and why. What refreshes says nothing.
	const old = (why) => {
		const since = document.querySelector(".foot time");
		said.textContent = "Not refreshed since " + (since ? since.textContent : "") + ": " + why;
	};
	const silent = "the board does not answer. It is tried again.";

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
		if (document.hidden) return;
		if (asking) { // whoever gives no answer at all is given up
			if (++ticks >= 2) old(silent);
			if (ticks >= 8) asking.abort();
			return;
		}
		if (typing() || !getSelection().isCollapsed) { // what was marked in a field is not, once the field is left
			if (++kept >= 4) old("you are in a filter, or have something marked.");
			return;
		}
		asking = new AbortController(), ticks = 0;
		try {
			const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error", cache: "no-store", signal: asking.signal });
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
			failures = kept = 0;
			said.textContent = "";
		} catch {
			if (++failures > 1) old(silent);
		} finally {
			asking = null;
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
