// JupyterLab would take an arrow in a list for a step to the next cell, and x for a cell to cut.
export default {
  render() {
    const own = (event) => {
      if (event.target.closest(".explorer")) event.target.setAttribute("data-lm-suppress-shortcuts", "true");
    };
    document.addEventListener("focusin", own);
    return () => document.removeEventListener("focusin", own);
  },
};
