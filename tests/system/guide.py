"""The widget as a person uses it."""

import json
from typing import Any

REPORT = "my IgM is 32 mg/dL, IgG 900 mg/dL, IgA 150 mg/dL, I am 40"
measured: list[str] = []
"""Figures that are printed after the tests."""

URGENT = "I have a fever of 40 and a stiff neck, and what causes low igm?"


class Guide:
    """Drives one widget in one page."""

    def __init__(self, page: Any, scope: Any = None) -> None:
        self.page = page
        self.scope = scope or page
        self.root = self.scope.locator("igm-guide")
        self.launcher = self.root.locator(".launcher")
        self.panel = self.root.locator(".panel")
        self.field = self.root.get_by_label("Your question")
        self.turns = self.root.locator(".turn")
        self.bubbles = self.root.locator(".bubble")

    def open(self) -> None:
        """Open the panel by its button and wait for the greeting."""
        self.launcher.click()
        self.turns.first.wait_for()

    def say(self, text: str) -> Any:
        """Type, send and wait for the answer; returns the turn."""
        return self.answered(lambda: self.typed(text))

    def choose(self, name: str) -> Any:
        """Choose the newest button of that name and wait for the answer; returns the turn."""
        return self.answered(lambda: self.button(name).click())

    def typed(self, text: str) -> None:
        """Type and send."""
        self.field.fill(text)
        self.field.press("Enter")

    def answered(self, act: Any) -> Any:
        """Do something that is answered; returns the new turn."""
        before = self.turns.count()
        act()
        turn = self.turns.nth(before)
        turn.wait_for()
        return turn

    def button(self, name: str) -> Any:
        """Return the newest button of that name."""
        return self.root.get_by_role("button", name=name, exact=True).last

    def report(self) -> Any:
        """Report results by the form; returns the turn with the report."""
        self.say(REPORT)
        return self.choose("No range is printed")

    def option(self, name: str) -> None:
        """Use one of the options."""
        self.button("Options").click()
        self.button(name).click()

    def kept(self) -> dict[str, Any] | None:
        """Return what the tab keeps."""
        script = "() => Object.entries(sessionStorage).find(([key]) => key.startsWith('igm-guide:'))?.[1] ?? null"
        stored = self.page.evaluate(script)
        return json.loads(stored) if stored else None

    def focused(self) -> str:
        """Return what has the focus: label, text or name of the innermost element."""
        said: str = self.page.evaluate(
            """() => {
              let element = document.activeElement;
              while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
              const label = element.getAttribute('aria-label') || element.textContent.trim();
              return label || element.id || element.localName;
            }"""
        )
        return said
