"""When this is announced, these rooms react. Each reaction may run twice and stands it."""

from nigotis.clients.events import ClientRemoved, ClientRestored, ClientsMerged, ClientsParted
from nigotis.imports.events import FileImported, ImportUndone
from nigotis.kernel.dispatch import Reactions
from nigotis.predictions import reactions as predictions
from nigotis.sales import reactions as sales
from nigotis.sales.events import SaleRecorded

REACTIONS: Reactions = {
    SaleRecorded: [sales.activate_the_client],
    ClientsMerged: [sales.show_under_the_other],
    ClientsParted: [sales.show_under_the_other],
    ClientRemoved: [sales.show_with_or_without_name],
    ClientRestored: [sales.show_with_or_without_name],
    FileImported: [predictions.predict_anew],
    ImportUndone: [predictions.predict_anew],
}
