// Passkeys: offered where the browser has them, once the buttons work; a sentence says so where it has none, or none was used.
document.addEventListener("DOMContentLoaded", () => {
  const which = window.PublicKeyCredential ? "[data-passkey]" : "[data-no-passkeys]";
  for (const part of document.querySelectorAll(which)) part.hidden = false;
});
document.getElementById("add_passkey")?.form.addEventListener("submit", (event) => { event.preventDefault(); document.getElementById("add_passkey").click(); });
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const problem = document.querySelector("[data-passkey-problem]");
  const isRegistered = event.detail.exception?.name === "InvalidStateError";
  problem.textContent = isRegistered ? problem.dataset.known : problem.dataset.none;
  problem.hidden = false;
});
