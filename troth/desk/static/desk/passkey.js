// Passkeys: offered where the browser has them, once the buttons work; told in words where it has none, or none was used.
document.addEventListener("DOMContentLoaded", () => {
  const which = window.PublicKeyCredential ? "[data-passkey]" : "[data-no-passkeys]";
  for (const part of document.querySelectorAll(which)) part.hidden = false;
});
document.getElementById("add_passkey")?.form.addEventListener("submit", (event) => { event.preventDefault(); document.getElementById("add_passkey").click(); });
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const told = document.querySelector("[data-passkey-problem]");
  const known = event.detail.exception?.name === "InvalidStateError";
  told.textContent = known ? told.dataset.known : told.dataset.none;
  told.hidden = false;
});
