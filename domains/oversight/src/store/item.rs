//! Items of the catalogue and their versions.

kernel::statements! {
    FIND = "select i.id, i.unit_id, u.name, i.code, i.name, i.kind, i.state, i.version from power_item i \
        join unit u on u.id = i.unit_id where i.id = $1 and $scope(i.unit_id, -)";
}
